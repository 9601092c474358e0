/// What `{{ function }}` fails with.
{{ attributes }}#[derive(Debug)]
pub enum {{ name }} {
    {% for error in errors %}
    {{ error.docs }}{{ error.variant }}({{ error.ty }}),
    {% endfor %}
    /// What the IDL does not declare.
    Other(tw::Error),
}

tw::failure!({{ name }}, {% for error in errors %}{{ error.variant }}({% if error.converts %}{{ error.ty }}{% endif %}),{% endfor %});

/// What `{{ function }}` fails with.
{{ attributes }}#[derive(Debug)]
pub enum {{ name }} {
    {% for error in errors %}
    {{ error.docs }}{{ error.variant }}({{ error.ty }}),
    {% endfor %}
    /// What the IDL does not declare.
    Other(::thriftwood::Error),
}

impl ::std::fmt::Display for {{ name }} {
    fn fmt(&self, formatter: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
        match self {
            {% for error in errors %}
            Self::{{ error.variant }}(error) => ::std::fmt::Display::fmt(error, formatter),
            {% endfor %}
            Self::Other(error) => ::std::fmt::Display::fmt(error, formatter),
        }
    }
}

impl ::std::error::Error for {{ name }} {
    fn source(&self) -> Option<&(dyn ::std::error::Error + 'static)> {
        match self {
            {% for error in errors %}
            Self::{{ error.variant }}(error) => ::std::error::Error::source(error),
            {% endfor %}
            Self::Other(error) => ::std::error::Error::source(error),
        }
    }
}

{% for error in errors %}
{% if error.converts %}
impl From<{{ error.ty }}> for {{ name }} {
    fn from(error: {{ error.ty }}) -> Self {
        Self::{{ error.variant }}(error)
    }
}
{% endif %}
{% endfor %}

impl From<::thriftwood::Error> for {{ name }} {
    fn from(error: ::thriftwood::Error) -> Self {
        Self::Other(error)
    }
}

impl From<::thriftwood::TApplicationException> for {{ name }} {
    fn from(error: ::thriftwood::TApplicationException) -> Self {
        Self::Other(error.into())
    }
}

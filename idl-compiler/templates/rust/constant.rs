{{ docs }}{{ attributes }}
{% if lazy %}
pub static {{ name }}: ::std::sync::LazyLock<{{ ty }}> = ::std::sync::LazyLock::new({{ value }});
{% else %}
pub const {{ name }}: {{ ty }} = {{ value }};
{% endif %}

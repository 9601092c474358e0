{{ docs }}{{ attributes }}pub struct {{ name }}(pub i32);

{% if has_members %}
{{ allow }}impl {{ name }} {
    {% for member in members %}
    {{ member.docs }}{{ member.attributes }}pub const {{ member.name }}: Self = Self({{ member.value }});
    {% endfor %}
}
{% endif %}

{{ allow }}impl ::thriftwood::TEnum for {{ name }} {
    const NAME: &'static str = "{{ wire_name }}";
    const VARIANTS: &'static [(&'static str, Self)] = &[
        {% for member in members %}("{{ member.wire_name }}", Self::{{ member.name }}),{% endfor %}
    ];
    fn from_value(value: i32) -> Self {
        Self(value)
    }
    fn value(self) -> i32 {
        self.0
    }
}
{% if deprecated %}
{{ allow }}const _: () = {
    ::thriftwood::enumeration!({{ name }});
};
{% else %}
::thriftwood::enumeration!({{ name }});
{% endif %}

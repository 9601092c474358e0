{{ docs }}{{ attributes }}pub struct {{ name }} {% if has_fields %}{
    {% for field in fields %}
    {{ field.docs }}{{ field.attributes }}pub {{ field.name }}: {{ field.ty }},
    {% endfor %}
}{% else %}{}{% endif %}

{% if has_fields %}
{{ allow }}impl tw::Wire for {{ name }} {
    const TYPE: tw::TType = tw::TType::Struct;
    const NAME: &'static str = "{{ wire_name }}";
    tw::struct_reading!({{ protocols }});
    #[inline(never)]
    fn read_into<P: tw::TInputProtocol>(&mut self, input: &mut P) -> tw::Result<()> {
        {% for word in words %}
        let mut {{ word.name }} = 0u64;
        {% endfor %}
        tw::read_struct(input, |input, place| {
            {% for field in wire %}
            {% if field.required %}
            if self.{{ field.name }}.read_field(input, place, {{ field.id }}, "{{ field.wire_name }}")? {
                {{ field.word }} |= 1 << {{ field.bit }};
            }
            {% else %}
            self.{{ field.name }}.read_field(input, place, {{ field.id }}, "{{ field.wire_name }}")?;
            {% endif %}
            {% endfor %}
            {{ ok }}(())
        }){% if !words.is_empty() %}?;{% endif %}{{ "" }}
        {% for word in words %}
        tw::required({{ word.name }}, {{ word.mask }}, &[{% for name in word.fields %}"{{ name }}",{% endfor %}]){% if !loop.last %}?;{% endif %}{{ "" }}
        {% endfor %}
    }
    #[inline(never)]
    fn write<P: tw::TOutputProtocol>(&self, output: &mut P) {
        tw::write_struct(output, Self::NAME, {{ wire.len() }}, |output, place| {
            {% for field in wire %}
            self.{{ field.name }}.write_field(output, place, {{ field.id }}, "{{ field.wire_name }}");
            {% endfor %}
        });
    }
}
{% else %}
{% if has_allow %}
{{ allow }}const _: () = {
    tw::empty_struct!({{ name }}, "{{ wire_name }}"{% if !protocols.is_empty() %}, {{ protocols }}{% endif %});
};
{% else %}
tw::empty_struct!({{ name }}, "{{ wire_name }}"{% if !protocols.is_empty() %}, {{ protocols }}{% endif %});
{% endif %}
{% endif %}

{{ docs }}{{ attributes }}pub struct {{ name }} {
    {% for field in fields %}
    {{ field.docs }}{{ field.attributes }}pub {{ field.name }}: {{ field.ty }},
    {% endfor %}
}

{{ allow }}impl ::thriftwood::codegen::Wire for {{ name }} {
    const TYPE: ::thriftwood::codegen::TType = ::thriftwood::codegen::TType::Struct;
    const NAME: &'static str = "{{ wire_name }}";
    ::thriftwood::codegen::struct_reading!();
    #[inline(never)]
    fn read_into<P: ::thriftwood::codegen::TInputProtocol>(&mut self, input: &mut P) -> ::thriftwood::Result<()> {
        {% for word in words %}
        let mut {{ word.name }} = 0u64;
        {% endfor %}
        {% if has_fields %}
        ::thriftwood::codegen::read_struct(input, |input, place| {
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
        })
        {% else %}
        ::thriftwood::codegen::read_struct(input, |_, _| {{ ok }}(()))
        {% endif %}
        {% for word in words %}
        ?;
        ::thriftwood::codegen::required({{ word.name }}, {{ word.mask }}, &[{% for name in word.fields %}"{{ name }}",{% endfor %}])
        {% endfor %}
    }
    #[inline(never)]
    fn write<P: ::thriftwood::codegen::TOutputProtocol>(&self, output: &mut P) {
        {% if has_fields %}
        ::thriftwood::codegen::write_struct(output, Self::NAME, {{ wire.len() }}, |output, place| {
            {% for field in wire %}
            self.{{ field.name }}.write_field(output, place, {{ field.id }}, "{{ field.wire_name }}");
            {% endfor %}
        });
        {% else %}
        ::thriftwood::codegen::write_struct(output, Self::NAME, 0, |_, _| {});
        {% endif %}
    }
}

{{ docs }}{{ attributes }}#[non_exhaustive]
pub enum {{ name }} {
    /// No member is set.
    {% if unset_is_default %}
    #[default]
    {% endif %}
    NotSet,
    {% for member in members %}
    {{ member.docs }}{{ member.attributes }}{{ member.name }}({{ member.ty }}),
    {% endfor %}
    /// A member that this version of the IDL does not know, kept as it came.
    Unknown(::thriftwood::UnknownVariant),
}

{{ allow }}impl tw::Wire for {{ name }} {
    const TYPE: tw::TType = tw::TType::Struct;
    const NAME: &'static str = "{{ wire_name }}";
    tw::struct_reading!({{ protocols }});
    #[inline(never)]
    fn read_into<P: tw::TInputProtocol>(&mut self, input: &mut P) -> tw::Result<()> {
        {% if has_members %}
        let unknown = tw::read_union(input, |input, place| {
            {% for member in wire %}
            {% if !loop.first %}} else {% endif %}if let {{ some }}(member) = tw::Wire::read_member(input, place, {{ member.id }}, "{{ member.wire_name }}")? {
                *self = Self::{{ member.name }}(member);
            {% endfor %}
            }
            {{ ok }}(())
        })?;
        {% else %}
        let unknown = tw::read_union(input, |_, _| {{ ok }}(()))?;
        {% endif %}
        if let {{ some }}(unknown) = unknown {
            *self = Self::Unknown(unknown);
        }
        {{ ok }}(())
    }
    #[inline(never)]
    fn write<P: tw::TOutputProtocol>(&self, output: &mut P) {
        tw::write_struct(output, Self::NAME, 1, |output, place| match self {
            Self::NotSet => {}
            {% for member in wire %}
            Self::{{ member.name }}(member) => member.write_field(output, place, {{ member.id }}, "{{ member.wire_name }}"),
            {% endfor %}
            Self::Unknown(member) => member.write_field(output, place),
        });
    }
}

{{ docs }}{{ attributes }}pub trait {{ name }}: {{ bounds }} {
    {% for function in functions.iter() %}
    {{ function.docs }}{{ function.attributes }}fn {{ function.name }}(
        &self,
        {% for argument in function.arguments %}{{ argument.name }}: {{ argument.ty }},{% endfor %}
    ) -> impl {{ future }}<Output = {{ function.output }}> + {{ send }};
    {% endfor %}
}

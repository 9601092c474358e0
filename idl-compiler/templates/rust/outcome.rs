{{ attributes }}impl {{ name }} {
    /// What the caller gets.
    pub fn into_result(self) -> {{ output }} {
        {% for error in errors %}
        if let Some(error) = self.{{ error.field }} {
            return Err({{ failure }}::{{ error.variant }}(error));
        }
        {% endfor %}
        {% if returns %}
        {% if throws %}
        self.success.ok_or_else(|| {{ failure }}::Other(tw::missing_result("{{ function }}")))
        {% else %}
        self.success.ok_or_else(|| tw::missing_result("{{ function }}"))
        {% endif %}
        {% else %}
        Ok(())
        {% endif %}
    }

    /// What is sent; what the IDL does not declare comes back as the error.
    pub fn from_result(result: {{ output }}) -> tw::Result<Self> {
        {% if throws %}
        match result {
            {% if returns %}
            Ok(success) => Ok(Self { success: Some(success), ..Self::default() }),
            {% else %}
            Ok(()) => Ok(Self::default()),
            {% endif %}
            {% for error in errors %}
            Err({{ failure }}::{{ error.variant }}(error)) => Ok(Self { {{ error.field }}: Some(error), {% if several %}..Self::default(){% endif %} }),
            {% endfor %}
            Err({{ failure }}::Other(error)) => Err(error),
        }
        {% else %}
        {% if returns %}
        result.map(|success| Self { success: Some(success) })
        {% else %}
        result.map(|()| Self {})
        {% endif %}
        {% endif %}
    }
}

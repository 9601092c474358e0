{% if asynchronous %}
/// Calls a `{{ service }}` over an async channel.
{% else %}
/// Calls a `{{ service }}` over a blocking channel.
{% endif %}
#[derive(Clone, Debug)]
pub struct {{ name }}<C> {
    {% if inherits %}
    inherited: {{ parent }}<C>,
    {% else %}
    channel: C,
    {% endif %}
}

impl<C> {{ name }}<C> {
    /// Calls over `channel`.
    pub fn new(channel: C) -> Self {
        {% if inherits %}
        Self { inherited: {{ parent }}::new(channel) }
        {% else %}
        Self { channel }
        {% endif %}
    }

    /// The channel.
    pub fn channel(&self) -> &C {
        {% if inherits %}
        self.inherited.channel()
        {% else %}
        &self.channel
        {% endif %}
    }
    {% if !asynchronous %}

    /// The channel.
    pub fn channel_mut(&mut self) -> &mut C {
        {% if inherits %}
        self.inherited.channel_mut()
        {% else %}
        &mut self.channel
        {% endif %}
    }
    {% endif %}
}

{% if has_functions %}
{{ attributes }}impl<C: {% if asynchronous %}tw::AsyncChannel{% else %}tw::Channel{% endif %}> {{ name }}<C> {
    {% for function in functions.iter() %}
    {{ function.docs }}{{ function.attributes }}pub {% if asynchronous %}async {% endif %}fn {{ function.name }}(
        &{% if !asynchronous %}mut {% endif %}self,
        {% for argument in function.arguments %}{{ argument.name }}: {{ argument.ty }},{% endfor %}
    ) -> {{ function.output }} {
        {% if !function.answers %}
        self.channel{% if !asynchronous %}_mut{% endif %}().call_oneway("{{ function.wire_name }}", {% if !asynchronous %}&{% endif %}{{ function.literal }}){% if asynchronous %}.await{% endif %}{{ "" }}
        {% else if asynchronous %}
        self.channel()
            .call::<_, {{ function.result }}>("{{ function.wire_name }}", {{ function.literal }})
            .await?
            .into_result()
        {% else %}
        self.channel_mut()
            .call::<_, {{ function.result }}>("{{ function.wire_name }}", &{{ function.literal }})?
            .into_result()
        {% endif %}
    }
    {% endfor %}
}
{% endif %}

{% if inherits %}
impl<C> ::std::ops::Deref for {{ name }}<C> {
    type Target = {{ parent }}<C>;
    fn deref(&self) -> &Self::Target {
        &self.inherited
    }
}
{% if !asynchronous %}

impl<C> ::std::ops::DerefMut for {{ name }}<C> {
    fn deref_mut(&mut self) -> &mut Self::Target {
        &mut self.inherited
    }
}
{% endif %}
{% endif %}

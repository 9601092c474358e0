/// A call that was read and has not run yet.
{{ call_attributes }}#[derive(Clone, Debug, PartialEq)]
pub enum Call {
    {% for function in functions.iter() %}
    {{ function.variant }}({{ function.call }}),
    {% endfor %}
    {% if inherits %}
    Inherited({{ parent.call }}),
    {% endif %}
}

/// A reply that is not written yet.
{{ reply_attributes }}#[derive(Clone, Debug, PartialEq)]
pub enum Reply {
    {% for function in functions.iter() %}
    {% if function.answers %}
    {{ function.variant }}({{ function.reply }}),
    {% endif %}
    {% endfor %}
    {% if inherits %}
    Inherited({{ parent.reply }}),
    {% endif %}
}

impl Call {
    /// Reads the arguments of `method`. `None`: there is no such method, and nothing was read.
    pub fn read<P: tw::TInputProtocol>(
        method: &str,
        input: &mut P,
    ) -> tw::Result<Option<Self>> {
        {% if has_functions %}
        Ok(Some(match method {
            {% for function in functions.iter() %}
            "{{ function.wire_name }}" => Self::{{ function.variant }}(tw::Wire::read(input)?),
            {% endfor %}
            {% if inherits %}
            _ => return Ok({{ parent.call }}::read(method, input)?.map(Self::Inherited)),
            {% else %}
            _ => return Ok(None),
            {% endif %}
        }))
        {% else if inherits %}
        Ok({{ parent.call }}::read(method, input)?.map(Self::Inherited))
        {% else %}
        let _ = (method, input);
        Ok(None)
        {% endif %}
    }

    /// Is `method` never answered, not even with an error?
    pub fn is_oneway(method: &str) -> bool {
        {% if !oneway.is_empty() %}
        {% if inherits %}
        matches!(method, {{ oneway }}) || {{ parent.call }}::is_oneway(method)
        {% else %}
        matches!(method, {{ oneway }})
        {% endif %}
        {% else if inherits %}
        {{ parent.call }}::is_oneway(method)
        {% else %}
        let _ = method;
        false
        {% endif %}
    }

    /// Runs it. `None`: oneway, nothing is answered.
    pub async fn run<H: {{ handler }}>(self, handler: &H) -> tw::Result<Option<Reply>> {
        {% if uninhabited %}
        let _ = handler;
        {% endif %}
        match self {
            {% for function in functions.iter() %}
            {% if function.answers %}
            Self::{{ function.variant }}({{ function.binding }}) => {
                let result = handler.{{ function.name }}({{ function.passed }}).await;
                {% if function.boxes_reply %}
                Ok(Some(Reply::{{ function.variant }}(Box::new({{ function.result }}::from_result(result)?))))
                {% else %}
                Ok(Some(Reply::{{ function.variant }}({{ function.result }}::from_result(result)?)))
                {% endif %}
            }
            {% else %}
            Self::{{ function.variant }}({{ function.binding }}) => {
                let result = handler.{{ function.name }}({{ function.passed }}).await;
                tw::reply_oneway("{{ service }}.{{ function.wire_name }}", result);
                Ok(None)
            }
            {% endif %}
            {% endfor %}
            {% if inherits %}
            Self::Inherited(call) => Ok(call.run(handler).await?.map(Reply::Inherited)),
            {% endif %}
        }
    }
}

impl tw::TReply for Reply {
    {% if !protocols.is_empty() %}
    tw::protocols!({{ protocols }});
    {% endif %}
    fn write<P: tw::TOutputProtocol>(&self, output: &mut P) {
        {% if answers %}
        match self {
            {% for function in functions.iter() %}
            {% if function.answers %}
            Self::{{ function.variant }}(result) => tw::Wire::write(result, output),
            {% endif %}
            {% endfor %}
            {% if inherits %}
            Self::Inherited(reply) => tw::TReply::write(reply, output),
            {% endif %}
        }
        {% else %}
        let _ = output;
        match *self {}
        {% endif %}
    }
}

/// Answers the calls of a `{{ service }}` with a handler.
#[derive(Clone, Debug)]
pub struct Processor<H> {
    handler: H,
}

impl<H: {{ handler }}> Processor<H> {
    /// Answers with `handler`.
    pub fn new(handler: H) -> Self {
        Self { handler }
    }

    /// The handler.
    pub fn handler(&self) -> &H {
        &self.handler
    }
}

impl<H: {{ handler }}> tw::TProcessor for Processor<H> {
    type Call = Call;
    type Reply = Reply;
    const SERVICE: &'static str = "{{ service }}";
    {% if !protocols.is_empty() %}
    tw::protocols!({{ protocols }});
    {% endif %}
    fn read<P: tw::TInputProtocol>(
        &self,
        method: &str,
        input: &mut P,
    ) -> tw::Result<Option<Call>> {
        Call::read(method, input)
    }
    fn is_oneway(&self, method: &str) -> bool {
        Call::is_oneway(method)
    }
    fn run(&self, call: Call) -> impl Future<Output = tw::Result<Option<Reply>>> + Send {
        call.run(&self.handler)
    }
}

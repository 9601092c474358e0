/// A call that was read and has not run yet.
{{ call_attributes }}#[derive(Clone, Debug, PartialEq)]
pub enum Call {
    {% for function in functions %}
    {{ function.variant }}({{ function.arguments_type }}),
    {% endfor %}
    {% if inherits %}
    Inherited({{ parent.call }}),
    {% endif %}
}

/// A reply that is not written yet.
{{ reply_attributes }}#[derive(Clone, Debug, PartialEq)]
pub enum Reply {
    {% for function in functions %}
    {% if function.answers %}
    {{ function.variant }}({{ function.result }}),
    {% endif %}
    {% endfor %}
    {% if inherits %}
    Inherited({{ parent.reply }}),
    {% endif %}
}

impl Call {
    /// Reads the arguments of `method`. `None`: there is no such method, and nothing was read.
    pub fn read<P: ::thriftwood::codegen::TInputProtocol>(
        method: &str,
        input: &mut P,
    ) -> ::thriftwood::Result<Option<Self>> {
        {% if has_functions %}
        Ok(Some(match method {
            {% for function in functions %}
            "{{ function.wire_name }}" => Self::{{ function.variant }}(::thriftwood::codegen::Wire::read(input)?),
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

    /// Runs it. `None`: oneway, nothing is answered.
    pub async fn run<H: {{ handler }}>(self, handler: &H) -> ::thriftwood::Result<Option<Reply>> {
        {% if uninhabited %}
        let _ = handler;
        {% endif %}
        match self {
            {% for function in functions %}
            {% if function.answers %}
            Self::{{ function.variant }}({{ function.binding }}) => {{ function.result }}::from_result(handler.{{ function.name }}({{ function.passed }}).await)
                .map(|result| Some(Reply::{{ function.variant }}(result))),
            {% else %}
            Self::{{ function.variant }}({{ function.binding }}) => {
                ::thriftwood::codegen::reply_oneway("{{ service }}.{{ function.wire_name }}", handler.{{ function.name }}({{ function.passed }}).await);
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

impl ::thriftwood::codegen::TReply for Reply {
    fn write<P: ::thriftwood::codegen::TOutputProtocol>(&self, output: &mut P) {
        {% if answers %}
        match self {
            {% for function in functions %}
            {% if function.answers %}
            Self::{{ function.variant }}(result) => ::thriftwood::codegen::Wire::write(result, output),
            {% endif %}
            {% endfor %}
            {% if inherits %}
            Self::Inherited(reply) => ::thriftwood::codegen::TReply::write(reply, output),
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

impl<H: {{ handler }}> ::thriftwood::TProcessor for Processor<H> {
    type Call = Call;
    type Reply = Reply;
    const SERVICE: &'static str = "{{ service }}";
    fn read<P: ::thriftwood::codegen::TInputProtocol>(
        &self,
        method: &str,
        input: &mut P,
    ) -> ::thriftwood::Result<Option<Call>> {
        Call::read(method, input)
    }
    fn run(&self, call: Call) -> impl Future<Output = ::thriftwood::Result<Option<Reply>>> + Send {
        call.run(&self.handler)
    }
}

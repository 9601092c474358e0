//! What `idlc` writes for `service Shared { string who() }`, by hand.

use ::thriftwood::codegen::Field as _;

/// Handles the calls of `Shared`.
pub trait Shared: Send + Sync + 'static {
    fn who(&self) -> impl Future<Output = ::thriftwood::Result<String>> + Send;
}

/// Calls, replies, processor and clients of [`Shared`].
pub mod shared {
    use super::*;

    #[derive(Clone, Debug, Default)]
    pub struct WhoArgs {}
    wire!(WhoArgs, "who_args", 0 {});

    #[derive(Clone, Debug, Default)]
    pub struct WhoResult {
        pub success: Option<String>,
    }
    wire!(WhoResult, "who_result", 1 { 0: success "success", });

    impl WhoResult {
        pub fn into_result(self) -> ::thriftwood::Result<String> {
            self.success
                .ok_or_else(|| ::thriftwood::codegen::missing_result("who"))
        }
        pub fn from_result(result: ::thriftwood::Result<String>) -> ::thriftwood::Result<Self> {
            result.map(|success| Self {
                success: Some(success),
            })
        }
    }

    pub enum Call {
        Who(WhoArgs),
    }
    pub enum Reply {
        Who(WhoResult),
    }

    impl Call {
        pub fn read<P: ::thriftwood::codegen::TInputProtocol>(
            method: &str,
            input: &mut P,
        ) -> ::thriftwood::Result<Option<Self>> {
            Ok(Some(match method {
                "who" => Self::Who(::thriftwood::codegen::Wire::read(input)?),
                _ => return Ok(None),
            }))
        }
        pub fn is_oneway(method: &str) -> bool {
            let _ = method;
            false
        }
        pub async fn run<H: super::Shared>(
            self,
            handler: &H,
        ) -> ::thriftwood::Result<Option<Reply>> {
            match self {
                Self::Who(_) => WhoResult::from_result(handler.who().await)
                    .map(|result| Some(Reply::Who(result))),
            }
        }
    }
    impl ::thriftwood::codegen::TReply for Reply {
        fn write<P: ::thriftwood::codegen::TOutputProtocol>(&self, output: &mut P) {
            match self {
                Self::Who(result) => ::thriftwood::codegen::Wire::write(result, output),
            }
        }
    }

    #[derive(Clone, Debug)]
    pub struct Client<C> {
        channel: C,
    }
    impl<C: ::thriftwood::codegen::AsyncChannel> Client<C> {
        pub fn new(channel: C) -> Self {
            Self { channel }
        }
        pub fn channel(&self) -> &C {
            &self.channel
        }
        pub async fn who(&self) -> ::thriftwood::Result<String> {
            self.channel
                .call::<_, WhoResult>("who", WhoArgs {})
                .await?
                .into_result()
        }
    }

    #[derive(Clone, Debug)]
    pub struct BlockingClient<C> {
        channel: C,
    }
    impl<C: ::thriftwood::codegen::Channel> BlockingClient<C> {
        pub fn new(channel: C) -> Self {
            Self { channel }
        }
        pub fn channel_mut(&mut self) -> &mut C {
            &mut self.channel
        }
        pub fn who(&mut self) -> ::thriftwood::Result<String> {
            self.channel
                .call::<_, WhoResult>("who", &WhoArgs {})?
                .into_result()
        }
    }
}

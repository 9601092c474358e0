//! What `idlc` writes for this service, by hand, so that the runtime is tested without the compiler:
//!
//! ```thrift
//! include "shared.thrift"
//! exception DivisionByZero { 1: i32 dividend }
//! service Calculator extends shared.Shared {
//!   i32 add(1: i32 left, 2: i32 right)
//!   i32 divide(1: i32 dividend, 2: i32 divisor) throws (1: DivisionByZero zero)
//!   binary echo(1: binary payload)
//!   oneway void poke(1: i32 number)
//! }
//! ```

use super::shared::{Shared, shared};
use ::thriftwood::codegen::Field as _;

/// Divided by zero.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DivisionByZero {
    pub dividend: i32,
}

impl ::std::fmt::Display for DivisionByZero {
    fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
        ::std::fmt::Debug::fmt(self, f)
    }
}
impl ::std::error::Error for DivisionByZero {}

wire!(DivisionByZero, "DivisionByZero", 1 { 1: dividend "dividend", });

/// Handles the calls of `Calculator`.
pub trait Calculator: Shared {
    fn add(&self, left: i32, right: i32) -> impl Future<Output = ::thriftwood::Result<i32>> + Send;
    fn divide(
        &self,
        dividend: i32,
        divisor: i32,
    ) -> impl Future<Output = ::std::result::Result<i32, calculator::DivideError>> + Send;
    fn echo(
        &self,
        payload: ::thriftwood::Bytes,
    ) -> impl Future<Output = ::thriftwood::Result<::thriftwood::Bytes>> + Send;
    fn poke(&self, number: i32) -> impl Future<Output = ::thriftwood::Result<()>> + Send;
}

/// Calls, replies, processor and clients of [`Calculator`].
pub mod calculator {
    use super::*;

    #[derive(Clone, Debug, Default)]
    pub struct AddArgs {
        pub left: i32,
        pub right: i32,
    }
    wire!(AddArgs, "add_args", 2 { 1: left "left", 2: right "right", });

    #[derive(Clone, Debug, Default)]
    pub struct AddResult {
        pub success: Option<i32>,
    }
    wire!(AddResult, "add_result", 1 { 0: success "success", });

    impl AddResult {
        pub fn into_result(self) -> ::thriftwood::Result<i32> {
            self.success
                .ok_or_else(|| ::thriftwood::codegen::missing_result("add"))
        }
        pub fn from_result(result: ::thriftwood::Result<i32>) -> ::thriftwood::Result<Self> {
            result.map(|success| Self {
                success: Some(success),
            })
        }
    }

    #[derive(Clone, Debug, Default)]
    pub struct DivideArgs {
        pub dividend: i32,
        pub divisor: i32,
    }
    wire!(DivideArgs, "divide_args", 2 { 1: dividend "dividend", 2: divisor "divisor", });

    #[derive(Clone, Debug, Default)]
    pub struct DivideResult {
        pub success: Option<i32>,
        pub zero: Option<super::DivisionByZero>,
    }
    wire!(DivideResult, "divide_result", 2 { 0: success "success", 1: zero "zero", });

    #[derive(Debug)]
    pub enum DivideError {
        Zero(super::DivisionByZero),
        Other(::thriftwood::Error),
    }
    impl From<::thriftwood::Error> for DivideError {
        fn from(error: ::thriftwood::Error) -> Self {
            Self::Other(error)
        }
    }

    impl DivideResult {
        pub fn into_result(self) -> ::std::result::Result<i32, DivideError> {
            match self {
                Self {
                    zero: Some(zero), ..
                } => Err(DivideError::Zero(zero)),
                Self {
                    success: Some(success),
                    ..
                } => Ok(success),
                _ => Err(DivideError::Other(::thriftwood::codegen::missing_result(
                    "divide",
                ))),
            }
        }
        pub fn from_result(
            result: ::std::result::Result<i32, DivideError>,
        ) -> ::thriftwood::Result<Self> {
            match result {
                Ok(success) => Ok(Self {
                    success: Some(success),
                    ..Self::default()
                }),
                Err(DivideError::Zero(zero)) => Ok(Self {
                    zero: Some(zero),
                    ..Self::default()
                }),
                Err(DivideError::Other(error)) => Err(error),
            }
        }
    }

    #[derive(Clone, Debug, Default)]
    pub struct EchoArgs {
        pub payload: ::thriftwood::Bytes,
    }
    wire!(EchoArgs, "echo_args", 1 { 1: payload "payload", });

    #[derive(Clone, Debug, Default)]
    pub struct EchoResult {
        pub success: Option<::thriftwood::Bytes>,
    }
    wire!(EchoResult, "echo_result", 1 { 0: success "success", });

    impl EchoResult {
        pub fn into_result(self) -> ::thriftwood::Result<::thriftwood::Bytes> {
            self.success
                .ok_or_else(|| ::thriftwood::codegen::missing_result("echo"))
        }
        pub fn from_result(
            result: ::thriftwood::Result<::thriftwood::Bytes>,
        ) -> ::thriftwood::Result<Self> {
            result.map(|success| Self {
                success: Some(success),
            })
        }
    }

    #[derive(Clone, Debug, Default)]
    pub struct PokeArgs {
        pub number: i32,
    }
    wire!(PokeArgs, "poke_args", 1 { 1: number "number", });

    pub enum Call {
        Add(AddArgs),
        Divide(DivideArgs),
        Echo(EchoArgs),
        Poke(PokeArgs),
        Inherited(shared::Call),
    }
    pub enum Reply {
        Add(AddResult),
        Divide(DivideResult),
        Echo(EchoResult),
        Inherited(shared::Reply),
    }

    impl Call {
        pub fn read<P: ::thriftwood::codegen::TInputProtocol>(
            method: &str,
            input: &mut P,
        ) -> ::thriftwood::Result<Option<Self>> {
            Ok(Some(match method {
                "add" => Self::Add(::thriftwood::codegen::Wire::read(input)?),
                "divide" => Self::Divide(::thriftwood::codegen::Wire::read(input)?),
                "echo" => Self::Echo(::thriftwood::codegen::Wire::read(input)?),
                "poke" => Self::Poke(::thriftwood::codegen::Wire::read(input)?),
                _ => return Ok(shared::Call::read(method, input)?.map(Self::Inherited)),
            }))
        }
        pub fn is_oneway(method: &str) -> bool {
            matches!(method, "poke") || shared::Call::is_oneway(method)
        }
        pub async fn run<H: super::Calculator>(
            self,
            handler: &H,
        ) -> ::thriftwood::Result<Option<Reply>> {
            match self {
                Self::Add(args) => AddResult::from_result(handler.add(args.left, args.right).await)
                    .map(|result| Some(Reply::Add(result))),
                Self::Divide(args) => {
                    DivideResult::from_result(handler.divide(args.dividend, args.divisor).await)
                        .map(|result| Some(Reply::Divide(result)))
                }
                Self::Echo(args) => EchoResult::from_result(handler.echo(args.payload).await)
                    .map(|result| Some(Reply::Echo(result))),
                Self::Poke(args) => {
                    ::thriftwood::codegen::reply_oneway(
                        "Calculator.poke",
                        handler.poke(args.number).await,
                    );
                    Ok(None)
                }
                Self::Inherited(call) => Ok(call.run(handler).await?.map(Reply::Inherited)),
            }
        }
    }
    impl ::thriftwood::codegen::TReply for Reply {
        fn write<P: ::thriftwood::codegen::TOutputProtocol>(&self, output: &mut P) {
            match self {
                Self::Add(result) => ::thriftwood::codegen::Wire::write(result, output),
                Self::Divide(result) => ::thriftwood::codegen::Wire::write(result, output),
                Self::Echo(result) => ::thriftwood::codegen::Wire::write(result, output),
                Self::Inherited(reply) => ::thriftwood::codegen::TReply::write(reply, output),
            }
        }
    }

    #[derive(Clone, Debug)]
    pub struct Processor<H> {
        handler: H,
    }
    impl<H: super::Calculator> Processor<H> {
        pub fn new(handler: H) -> Self {
            Self { handler }
        }
    }
    impl<H: super::Calculator> ::thriftwood::TProcessor for Processor<H> {
        type Call = Call;
        type Reply = Reply;
        const SERVICE: &'static str = "Calculator";
        fn read<P: ::thriftwood::codegen::TInputProtocol>(
            &self,
            method: &str,
            input: &mut P,
        ) -> ::thriftwood::Result<Option<Call>> {
            Call::read(method, input)
        }
        fn is_oneway(&self, method: &str) -> bool {
            Call::is_oneway(method)
        }
        fn run(
            &self,
            call: Call,
        ) -> impl Future<Output = ::thriftwood::Result<Option<Reply>>> + Send {
            call.run(&self.handler)
        }
    }

    #[derive(Clone, Debug)]
    pub struct Client<C> {
        inherited: shared::Client<C>,
    }
    impl<C: ::thriftwood::codegen::AsyncChannel> Client<C> {
        pub fn new(channel: C) -> Self {
            Self {
                inherited: shared::Client::new(channel),
            }
        }
        pub async fn add(&self, left: i32, right: i32) -> ::thriftwood::Result<i32> {
            self.channel()
                .call::<_, AddResult>("add", AddArgs { left, right })
                .await?
                .into_result()
        }
        pub async fn echo(
            &self,
            payload: ::thriftwood::Bytes,
        ) -> ::thriftwood::Result<::thriftwood::Bytes> {
            self.channel()
                .call::<_, EchoResult>("echo", EchoArgs { payload })
                .await?
                .into_result()
        }
        pub async fn poke(&self, number: i32) -> ::thriftwood::Result<()> {
            self.channel()
                .call_oneway("poke", PokeArgs { number })
                .await
        }
    }
    impl<C> ::std::ops::Deref for Client<C> {
        type Target = shared::Client<C>;
        fn deref(&self) -> &Self::Target {
            &self.inherited
        }
    }

    #[derive(Clone, Debug)]
    pub struct BlockingClient<C> {
        inherited: shared::BlockingClient<C>,
    }
    impl<C: ::thriftwood::codegen::Channel> BlockingClient<C> {
        pub fn new(channel: C) -> Self {
            Self {
                inherited: shared::BlockingClient::new(channel),
            }
        }
        pub fn add(&mut self, left: i32, right: i32) -> ::thriftwood::Result<i32> {
            self.channel_mut()
                .call::<_, AddResult>("add", &AddArgs { left, right })?
                .into_result()
        }
        pub fn divide(
            &mut self,
            dividend: i32,
            divisor: i32,
        ) -> ::std::result::Result<i32, DivideError> {
            self.channel_mut()
                .call::<_, DivideResult>("divide", &DivideArgs { dividend, divisor })?
                .into_result()
        }
        pub fn echo(
            &mut self,
            payload: ::thriftwood::Bytes,
        ) -> ::thriftwood::Result<::thriftwood::Bytes> {
            self.channel_mut()
                .call::<_, EchoResult>("echo", &EchoArgs { payload })?
                .into_result()
        }
        pub fn poke(&mut self, number: i32) -> ::thriftwood::Result<()> {
            self.channel_mut().call_oneway("poke", &PokeArgs { number })
        }
    }
    impl<C> ::std::ops::Deref for BlockingClient<C> {
        type Target = shared::BlockingClient<C>;
        fn deref(&self) -> &Self::Target {
            &self.inherited
        }
    }
    impl<C> ::std::ops::DerefMut for BlockingClient<C> {
        fn deref_mut(&mut self) -> &mut Self::Target {
            &mut self.inherited
        }
    }
}

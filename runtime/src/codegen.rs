//! What generated code names, and nothing else does. Not covered by semantic versioning.

pub use crate::__empty_struct as empty_struct;
pub use crate::__failure as failure;
pub use crate::__protocols as protocols;
pub use crate::__struct_reading as struct_reading;
pub use crate::application::TApplicationException;
pub use crate::client::{AsyncChannel, Channel};
pub use crate::error::{Error, ErrorKind, Result};
pub use crate::message::TReply;
pub use crate::processor::TProcessor;
pub use crate::protocol::{TInputProtocol, TOutputProtocol};
pub use crate::ttype::TType;
pub use crate::wire::{Field, Wire, read_struct, read_union, required, write_struct};

/// Ends a oneway call: nobody is answered, so a failure goes to the log.
pub fn reply_oneway(service_method: &'static str, result: Result<(), impl Into<Error>>) {
    if let Err(error) = result {
        let error = error.into();
        if let Some(call) = crate::Context::current() {
            call.fail(&error);
        }
        tracing::warn!(method = service_method, %error, "a oneway call failed");
    }
}

/// The reply to `method` holds neither a result nor an exception.
#[cold]
pub fn missing_result(method: &'static str) -> Error {
    Error::new(ErrorKind::MissingResult(method))
}

/// What `enumeration!` is made of.
pub mod enums {
    pub use crate::enums::{debug, display, from_text, named, read_list};
}

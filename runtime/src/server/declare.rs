//! What all server models have alike: everything but how they serve.

/// A server model: its struct, how it is made, and its [`TServer`](super::TServer), which serves by this function.
macro_rules! declare_server {
    ($(#[$doc:meta])* $Server:ident, serves by $serve:path) => {
        $(#[$doc])*
        #[derive(Debug)]
        pub struct $Server<S> {
            listeners: std::sync::Arc<[crate::transport::Listener]>,
            hub: std::sync::Arc<super::hub::Hub<S>>,
        }

        impl<S: crate::TProcessor> $Server<S> {
            /// A server that is ready to [`serve`](super::TServer::serve); peers may connect from now on, and wait.
            pub fn new(
                listeners: Vec<crate::transport::Listener>,
                service: S,
                options: super::ServerOptions,
            ) -> Self {
                let hub = super::hub::Hub::new(&listeners, service, options);
                let listeners = listeners.into();
                Self { listeners, hub }
            }
        }

        impl<S: crate::TProcessor> super::TServer for $Server<S> {
            fn serve(&self) -> crate::Result<()> {
                self.hub.check()?;
                $serve(&self.listeners, &self.hub)
            }

            fn endpoints(&self) -> Vec<&crate::transport::Endpoint> {
                let endpoint = crate::transport::Listener::endpoint;
                self.listeners.iter().map(endpoint).collect()
            }

            fn handle(&self) -> super::ServerHandle {
                self.hub.handle.clone()
            }
        }
    };
}

pub(super) use declare_server;

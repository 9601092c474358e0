// The Interop service on Apache's Go library. Its one server model is TSimpleServer, a goroutine a connection; HTTP is
// net/http with the library's handler.
package main

import (
	"crypto/tls"
	"log"
	"net"
	"net/http"

	"github.com/apache/thrift/lib/go/thrift"

	"interop"
	"peer"
)

func main() {
	flags := peer.ParseFlags()
	if flags.Server != "threaded" {
		log.Fatalf("Go has no server %q", flags.Server)
	}
	log.Fatal(serve(flags))
}

func serve(flags *peer.Flags) error {
	configuration, err := flags.Configuration()
	if err != nil {
		return err
	}
	address, err := flags.Address()
	if err != nil {
		return err
	}
	protocols, err := flags.Protocols(configuration)
	if err != nil {
		return err
	}
	if flags.Transport == "http" {
		return serveHTTP(address, processor(flags), protocols, configuration.TLSConfig)
	}
	transports, err := flags.Transports(configuration)
	if err != nil {
		return err
	}
	socket, err := listener(address, configuration.TLSConfig)
	if err != nil {
		return err
	}
	return thrift.NewTSimpleServer4(processor(flags), socket, transports, protocols).Serve()
}

func processor(flags *peer.Flags) thrift.TProcessor {
	handler := interop.NewInteropProcessor(newHandler())
	if !flags.Multiplexed() {
		return handler
	}
	both := thrift.NewTMultiplexedProcessor()
	both.RegisterProcessor("Interop", handler)
	both.RegisterProcessor("Second", interop.NewSecondProcessor(second{}))
	return both
}

func listener(address net.Addr, secure *tls.Config) (thrift.TServerTransport, error) {
	if secure == nil {
		return thrift.NewTServerSocketFromAddrTimeout(address, 0), nil
	}
	return thrift.NewTSSLServerSocket(address.String(), secure)
}

func serveHTTP(address net.Addr, processor thrift.TProcessor, protocols thrift.TProtocolFactory, secure *tls.Config) error {
	handler := http.HandlerFunc(thrift.NewThriftHandlerFunc(processor, protocols, protocols))
	server := &http.Server{Addr: address.String(), Handler: handler, TLSConfig: secure}
	if secure == nil {
		return server.ListenAndServe()
	}
	return server.ListenAndServeTLS("", "")
}

#include "processor.h"

#include <thrift/processor/TMultiplexedProcessor.h>

#include "handler.h"
#include "wire.h"

using namespace apache::thrift;
using namespace apache::thrift::protocol;

namespace {

/// Generated code always writes a result; `missing_result` has to answer without one.
class Processor : public interop::InteropProcessor {
 public:
  using InteropProcessor::InteropProcessor;

 protected:
  bool dispatchCall(TProtocol* in, TProtocol* out, const std::string& name, int32_t seqid, void* context) override {
    if (name != "missing_result") return InteropProcessor::dispatchCall(in, out, name, seqid, context);
    in->skip(T_STRUCT);
    in->readMessageEnd();
    in->getTransport()->readEnd();
    out->writeMessageBegin(name, T_REPLY, seqid);
    interop::Interop_missing_result_result().write(out);
    out->writeMessageEnd();
    out->getTransport()->writeEnd();
    out->getTransport()->flush();
    return true;
  }
};

}  // namespace

std::shared_ptr<TProcessor> processor(const Flags& flags) {
  auto interop = std::make_shared<Processor>(std::make_shared<Handler>());
  if (!is_multiplexed(flags)) return interop;
  auto both = std::make_shared<TMultiplexedProcessor>();
  both->registerProcessor("Interop", interop);
  both->registerProcessor("Second", std::make_shared<interop::SecondProcessor>(std::make_shared<SecondHandler>()));
  return both;
}

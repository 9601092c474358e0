// What takes messages apart for the handlers.
#pragma once

#include <memory>

#include <thrift/TProcessor.h>

#include "flags.h"

/// Interop alone, or beside Second if the protocol is multiplexed.
std::shared_ptr<apache::thrift::TProcessor> processor(const Flags& flags);

// The text that `describe` answers.
#pragma once

#include "generated/interop_types.h"

std::string described(bool b, int8_t i8v, int16_t i16v, int32_t i32v, int64_t i64v, double d, const std::string& s,
                      const std::string& bin, interop::Sparse::type e, const std::vector<int32_t>& nums);

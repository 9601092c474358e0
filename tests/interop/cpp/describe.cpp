#include "describe.h"

#include <bit>
#include <iomanip>
#include <numeric>
#include <sstream>

namespace {

std::string hex(const std::string& bytes) {
  std::ostringstream text;
  text << std::hex << std::setfill('0');
  for (const unsigned char byte : bytes) text << std::setw(2) << int{byte};
  return text.str();
}

std::string bits(double number) {
  std::ostringstream text;
  text << std::hex << std::setfill('0') << std::setw(16) << std::bit_cast<uint64_t>(number);
  return text.str();
}

}  // namespace

std::string described(bool b, int8_t i8v, int16_t i16v, int32_t i32v, int64_t i64v, double d, const std::string& s,
                      const std::string& bin, interop::Sparse::type e, const std::vector<int32_t>& nums) {
  std::ostringstream text;
  text << "b=" << (b ? "true" : "false") << " i8=" << int{i8v} << " i16=" << i16v << " i32=" << i32v << " i64=" << i64v
       << " d=" << bits(d) << " s=" << hex(s) << " bin=" << hex(bin) << " e=" << static_cast<int32_t>(e)
       << " sum=" << std::accumulate(nums.begin(), nums.end(), int64_t{0});
  return text.str();
}

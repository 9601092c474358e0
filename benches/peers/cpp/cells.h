// A program that stays and measures a cell on command: the protocol is described in benches/src/cells.rs.
#pragma once
#include <cstdint>
#include <ctime>
#include <exception>
#include <fstream>
#include <functional>
#include <iostream>
#include <iterator>
#include <map>
#include <memory>
#include <sstream>
#include <string>

namespace cells {

// Keeps the compiler from leaving out what nobody looks at.
template <class T> inline void keep(T& value) { asm volatile("" : : "g"(&value) : "memory"); }

class Cell {
public:
  virtual ~Cell() = default;
  virtual void encode(uint64_t times) = 0;
  virtual void decode(uint64_t times) = 0;
  virtual std::string encoded() = 0;
  virtual bool isSame(const std::string& bytes) = 0;
};

using Maker = std::function<std::unique_ptr<Cell>(const std::string& payload, const std::string& protocol)>;

inline std::string readFile(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) throw std::runtime_error("cannot read " + path);
  return std::string(std::istreambuf_iterator<char>(file), {});
}

// The CPU time of this thread.
inline double nanoseconds() {
  timespec time;
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return double(time.tv_sec) * 1e9 + double(time.tv_nsec);
}

// A cell and what is known of it.
struct Slot {
  std::unique_ptr<Cell> cell;
  size_t size = 0;
  uint64_t batches[2] = {0, 0};  // how often a batch encodes and decodes

  double batch(bool decode, uint64_t times) {
    double start = nanoseconds();
    if (decode) cell->decode(times); else cell->encode(times);
    return nanoseconds() - start;
  }
  std::string run(bool decode, double milliseconds) {
    uint64_t& times = batches[decode];
    for (uint64_t tried = 1; times == 0; tried *= 2) {
      double taken = batch(decode, tried), wanted = milliseconds * 1e6;
      if (taken > wanted / 4) times = std::max<uint64_t>(1, uint64_t(double(tried) * wanted / taken));
    }
    std::ostringstream answer;
    answer.precision(10);
    answer << "ok " << batch(decode, times) / double(times) << ' ' << size << ' ' << times;
    return answer.str();
  }
  std::string verify(const std::string& bytes) {
    try {
      return cell->isSame(bytes) ? "ok" : "bad another value";
    } catch (const std::exception& error) {
      return std::string("bad ") + error.what();
    }
  }
};

// Answers commands until there are no more.
inline void serve(const Maker& make) {
  std::map<std::string, Slot> slots;
  for (std::string line; std::getline(std::cin, line);) {
    std::istringstream words(line);
    std::string command, payload, protocol, argument;
    words >> command >> payload >> protocol >> argument;
    if (command.empty() || command == "quit") return;
    auto [found, isNew] = slots.try_emplace(payload + '/' + protocol);
    Slot& slot = found->second;
    if (isNew && (slot.cell = make(payload, protocol))) slot.size = slot.cell->encoded().size();
    std::string answer = "na";
    if (slot.cell && command == "run") {
      double milliseconds = 0;
      words >> milliseconds;
      answer = slot.run(argument == "decode", milliseconds);
    } else if (slot.cell && command == "dump") {
      std::ofstream(argument, std::ios::binary) << slot.cell->encoded();
      answer = "ok " + std::to_string(slot.size);
    } else if (slot.cell && command == "verify") {
      answer = slot.verify(readFile(argument));
    }
    std::cout << answer << std::endl;
  }
}

}  // namespace cells

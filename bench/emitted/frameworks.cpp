// Peers that are libraries of C++. Each is compiled as a shared library of its own where it is
// installed (run.py) and loaded by itself, so that what one brings with it (a BLAS, another oneDNN)
// is not taken for the other's.

#include <cstdlib>
#include <sstream>

#include <dlfcn.h>

#include "bench/emitted/problem.hpp"

namespace nngen::bench {

void add_frameworks(const Problem& problem, Peers& peers, std::vector<MissingPeer>& missing) {
  const char* const libraries = std::getenv("NNGEN_BENCH_LIBRARIES");
  std::istringstream list(libraries == nullptr ? ""
                                               : libraries);  // a line each: its name, its file
  for (std::string name, file; list >> name >> std::ws && std::getline(list, file);) {
    void* const library = dlopen(file.c_str(), RTLD_NOW | RTLD_LOCAL);
    using AddPeer = void(const Problem&, Peers&, std::vector<MissingPeer>&);
    auto* const add_peer =
        library == nullptr ? nullptr : reinterpret_cast<AddPeer*>(dlsym(library, "add_peer"));
    if (add_peer == nullptr) {
      missing.push_back({name, dlerror()});
    } else {
      add_peer(problem, peers, missing);
    }
  }
}

}  // namespace nngen::bench

// The seam for peers that are libraries of their own. A new one gets a class derived from Peer, is
// added to `peers` where it is installed, and leaves this list.

#include "bench/emitted/problem.hpp"

namespace nngen::bench {

void add_frameworks(const Problem&, Peers&, std::vector<MissingPeer>& missing) {
  for (const char* name : {"oneDNN", "libtorch"}) {
    missing.push_back({name, "not yet a part of the bench"});
  }
}

}  // namespace nngen::bench

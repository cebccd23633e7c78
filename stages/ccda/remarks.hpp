#pragma once
// What was met in a document while a map asked for it, and costs something: no error, but nobody should miss it.

#include <algorithm>
#include <cstdint>
#include <string_view>
#include <tuple>
#include <vector>

#include "pipeline/error.hpp"
#include "stages/ccda/tree.hpp"

namespace hios::ccda {

// Maps ask for the same place often; it counts once. Not thread-safe.
class Remarks {
public:
    void clear() { found_.clear(); }

    void add(const Code& code, NodeId node) {
        const Remark remark{code.id, node};
        if (found_.empty() || found_.back() != remark) found_.push_back(remark);
    }

    // Calls `tell(id of the code, places)` for each code that was met.
    template <class Tell>
    void each(const Tell& tell) {
        std::sort(found_.begin(), found_.end());
        found_.erase(std::unique(found_.begin(), found_.end()), found_.end());
        for (auto at = found_.begin(); at != found_.end();) {
            const auto end =
                std::find_if(at, found_.end(), [&](const Remark& remark) { return remark.code != at->code; });
            tell(at->code, static_cast<std::uint64_t>(end - at));
            at = end;
        }
    }

private:
    struct Remark {
        std::string_view code;  // its id
        NodeId node = 0;
        friend bool operator==(const Remark&, const Remark&) = default;
        friend bool operator<(const Remark& a, const Remark& b) {
            return std::tie(a.code, a.node) < std::tie(b.code, b.node);
        }
    };
    std::vector<Remark> found_;
};

}  // namespace hios::ccda

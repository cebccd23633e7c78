#pragma once
// What the feeder admits: a few whole objects at a time, numbered densely.

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace hios {

// One object of the run's plan.
struct PlannedObject {
    std::uint32_t ordinal = 0;  // place in the plan, which fixes the order of everything
    std::string key;
    std::uint64_t size = 0;  // encoded bytes, as listed
    std::string etag;
    bool from_error_zone = false;      // a retried document: `key` is in the error zone
    std::string name;                  // as documents are known; equals key unless retried
    std::uint64_t first_document = 0;  // number of the object's first document (retries: that of the original)
    std::vector<std::uint64_t>
        numbers;  // a retried file of lines: the numbers of its documents, which derived ids depend on
    std::uint64_t skip_documents = 0;  // documents that an earlier session of the run has committed
};

struct FeedItem {
    std::uint64_t number = 0;
    std::vector<PlannedObject> objects;  // one large object, or some small ones
};

// Fills the next item (its number is set by the engine); false at the end. Called by one thread.
using FeedSource = std::function<bool(FeedItem&)>;

}  // namespace hios

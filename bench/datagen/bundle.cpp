#include "bench/datagen/bundle.hpp"

namespace hios::bench {

BundleWriter::BundleWriter(std::string& out, Layout layout, BundleType type, References references)
    : writer_(out, layout), references_(references) {
    writer_.open();
    writer_.field("resourceType", "Bundle");
    writer_.field("type", type == BundleType::kBatch ? "batch" : "transaction");
    writer_.list("entry");
}

JsonWriter& BundleWriter::begin(std::string_view type, const Uuid& id, std::string_view if_none_exist) {
    type_ = type;
    if_none_exist_ = if_none_exist;
    writer_.open();
    writer_.field("fullUrl", {"urn:uuid:", id.view()});
    writer_.open("resource");
    writer_.field("resourceType", type);
    writer_.field("id", id.view());
    return writer_;
}

void BundleWriter::end() {
    writer_.close();
    writer_.open("request");
    writer_.field("method", "POST");
    writer_.field("url", type_);
    if (!if_none_exist_.empty()) writer_.field("ifNoneExist", if_none_exist_);
    writer_.close();
    writer_.close();
    ++entries_;
}

void BundleWriter::finish() {
    writer_.close();
    writer_.close();
    writer_.out() += '\n';
}

}  // namespace hios::bench

#include "io/http/message.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <system_error>

#include "pipeline/codes.hpp"

namespace hios::http {
namespace {

char lower(char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

class ViewBody : public Body {
public:
    explicit ViewBody(std::string_view bytes) : bytes_(bytes) {}
    [[nodiscard]] std::uint64_t size() const override { return bytes_.size(); }
    Outcome<std::size_t> read_at(std::uint64_t offset, std::span<char> into) override {
        if (offset >= bytes_.size()) return 0;
        const std::size_t count = std::min<std::size_t>(into.size(), bytes_.size() - offset);
        std::memcpy(into.data(), bytes_.data() + offset, count);
        return count;
    }

private:
    std::string_view bytes_;
};

class BytesBody final : public Body {
public:
    explicit BytesBody(std::string bytes) : bytes_(std::move(bytes)), view_(bytes_) {}
    [[nodiscard]] std::uint64_t size() const override { return view_.size(); }
    Outcome<std::size_t> read_at(std::uint64_t offset, std::span<char> into) override {
        return view_.read_at(offset, into);
    }

private:
    const std::string bytes_;
    ViewBody view_;
};

class FileBody final : public Body {
public:
    FileBody(int descriptor, std::uint64_t offset, std::uint64_t length, std::string name)
        : descriptor_(descriptor), offset_(offset), length_(length), name_(std::move(name)) {}
    [[nodiscard]] std::uint64_t size() const override { return length_; }
    Outcome<std::size_t> read_at(std::uint64_t offset, std::span<char> into) override {
        if (offset >= length_) return 0;
        const auto wanted = static_cast<std::size_t>(std::min<std::uint64_t>(into.size(), length_ - offset));
        for (;;) {
            const ssize_t got = ::pread(descriptor_, into.data(), wanted, static_cast<off_t>(offset_ + offset));
            if (got > 0) return static_cast<std::size_t>(got);
            if (got == 0) {
                return fail(
                    reject(codes::kChanged, "the file became shorter while it was uploaded", {name_, 0, 0, {}}));
            }
            if (errno == EINTR) continue;
            Error error = retryable(codes::kIo, fmt::format("the file to upload cannot be read: {}",
                                                            std::generic_category().message(errno)));
            error.where.document = name_;
            return fail(std::move(error));
        }
    }

private:
    int descriptor_;
    std::uint64_t offset_;
    std::uint64_t length_;
    std::string name_;
};

}  // namespace

bool same_name(std::string_view a, std::string_view b) {
    return a.size() == b.size() &&
           std::equal(a.begin(), a.end(), b.begin(), [](char x, char y) { return lower(x) == lower(y); });
}

std::optional<std::string_view> find_header(const Headers& headers, std::string_view name) {
    for (const Header& header : headers) {
        if (same_name(header.name, name)) return header.value;
    }
    return std::nullopt;
}

void set_header(Headers& headers, std::string_view name, std::string value) {
    std::erase_if(headers, [name](const Header& header) { return same_name(header.name, name); });
    headers.push_back({std::string(name), std::move(value)});
}

std::shared_ptr<Body> bytes_body(std::string bytes) {
    return std::make_shared<BytesBody>(std::move(bytes));
}

std::shared_ptr<Body> view_body(std::string_view bytes) {
    return std::make_shared<ViewBody>(bytes);
}

std::shared_ptr<Body> file_body(int descriptor, std::uint64_t offset, std::uint64_t length, std::string name) {
    return std::make_shared<FileBody>(descriptor, offset, length, std::move(name));
}

}  // namespace hios::http

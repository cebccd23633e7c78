#pragma once
// A view with another one in it, for those that only want to see or keep something besides.

#include <utility>

#include "stages/map/address_space.hpp"

namespace hios::map {

template <class View>
class ForwardingView : public SourceView {
public:
    template <class... Arguments>
    explicit ForwardingView(Arguments&&... arguments) : view_(std::forward<Arguments>(arguments)...) {}

    std::string_view text(Handle scope, Slot slot, Scratch& scratch) const override {
        return view_.text(scope, slot, scratch);
    }
    std::uint32_t count(Handle scope, Slot slot) const override { return view_.count(scope, slot); }
    Handle item(Handle scope, Slot slot, std::uint32_t index) const override { return view_.item(scope, slot, index); }
    bool exists(Handle scope, Slot slot, Scratch& scratch) const override { return view_.exists(scope, slot, scratch); }
    bool anything(Handle scope, Slot slot, Scratch& scratch) const override {
        return view_.anything(scope, slot, scratch);
    }
    bool any(Handle scope, std::uint32_t question, Scratch& scratch) const override {
        return view_.any(scope, question, scratch);
    }
    bool same(Handle one, Handle other, Slot anchor) const override { return view_.same(one, other, anchor); }
    [[nodiscard]] bool quick() const override { return view_.quick(); }
    bool owners(Slot slot, Owners& into) const override { return view_.owners(slot, into); }
    bool owners_of_question(std::uint32_t question, Owners& into) const override {
        return view_.owners_of_question(question, into);
    }
    std::uint64_t shape(Handle scope, std::uint32_t owner) const override { return view_.shape(scope, owner); }
    [[nodiscard]] bool counts_have_shape(Slot slot) const override { return view_.counts_have_shape(slot); }
    [[nodiscard]] bool texts_have_shape(Slot slot) const override { return view_.texts_have_shape(slot); }
    [[nodiscard]] std::uint32_t teller(Slot slot) const override { return view_.teller(slot); }
    Located locate(Handle place, std::uint32_t owner, Handle scope, Slot slot, Position& at) const override {
        return view_.locate(place, owner, scope, slot, at);
    }
    bool locate_item(Handle place, std::uint32_t owner, Handle scope, Slot slot, std::uint32_t index,
                     Position& at) const override {
        return view_.locate_item(place, owner, scope, slot, index, at);
    }
    Handle item_at(Handle place, Position at) const override { return view_.item_at(place, at); }
    std::string_view text_at(Handle place, Position at, Slot slot, Scratch& scratch) const override {
        return view_.text_at(place, at, slot, scratch);
    }
    Handle enclosing(Handle scope, Slot slot) const override { return view_.enclosing(scope, slot); }
    std::string_view place(Handle scope, Scratch& scratch) const override { return view_.place(scope, scratch); }
    [[nodiscard]] Row row() const override { return view_.row(); }

protected:
    View view_;
};

}  // namespace hios::map

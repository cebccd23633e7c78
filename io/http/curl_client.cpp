#include "io/http/curl_client.hpp"

#include <deque>
#include <mutex>
#include <thread>
#include <unordered_map>
#include <vector>

#include "io/http/codes.hpp"
#include "io/http/curl_handle.hpp"

namespace hios::http {
namespace {

void init_curl_once() {
    static const CURLcode kInitialized = curl_global_init(CURL_GLOBAL_DEFAULT);
    (void)kInitialized;
}

}  // namespace

// All libcurl calls but curl_multi_wakeup happen on thread_.
class CurlClient::Loop {
public:
    explicit Loop(CurlSettings settings) : settings_(std::move(settings)) {
        init_curl_once();
        multi_ = curl_multi_init();
        curl_multi_setopt(multi_, CURLMOPT_MAXCONNECTS, static_cast<long>(settings_.max_in_flight));
        curl_multi_setopt(multi_, CURLMOPT_PIPELINING, static_cast<long>(CURLPIPE_NOTHING));
        thread_ = std::thread([this] { run(); });
    }
    ~Loop() { curl_multi_cleanup(multi_); }
    Loop(const Loop&) = delete;
    Loop& operator=(const Loop&) = delete;

    void stop() {
        post({Command::kStop, nullptr});
        thread_.join();
    }

    std::shared_ptr<CurlState> start(Request request) {
        auto state = std::make_shared<CurlState>(std::move(request));
        if (!post({Command::kStart, state})) state->cancel();
        return state;
    }
    void cancel(const std::shared_ptr<CurlState>& state) { post({Command::kCancel, state}); }
    void resume(const std::shared_ptr<CurlState>& state) { post({Command::kResume, state}); }

private:
    struct Command {
        enum Kind : std::uint8_t { kStart, kCancel, kResume, kStop } kind;
        std::shared_ptr<CurlState> state;
    };

    bool post(Command command) {
        const std::lock_guard lock(mutex_);
        if (stopped_) return false;
        if (command.kind == Command::kStop) stopped_ = true;
        commands_.push_back(std::move(command));
        curl_multi_wakeup(multi_);
        return true;
    }

    void run() {
        bool stopping = false;
        while (!stopping) {
            stopping = obey();
            start_waiting();
            int running = 0;
            curl_multi_perform(multi_, &running);
            const bool ended = collect();
            // Work that arrived while performing has woken the poll already.
            if (!stopping && !(ended && !waiting_.empty())) curl_multi_poll(multi_, nullptr, 0, 1000, nullptr);
        }
        for (auto& [state, handle] : active_) {
            curl_multi_remove_handle(multi_, handle->easy());
            handle->state().cancel();
        }
        active_.clear();
        for (const auto& state : waiting_) state->cancel();
        waiting_.clear();
        idle_.clear();
    }

    // True when told to stop.
    bool obey() {
        std::vector<Command> commands;
        {
            const std::lock_guard lock(mutex_);
            commands.swap(commands_);
        }
        bool stopping = false;
        for (Command& command : commands) {
            switch (command.kind) {
                case Command::kStart:
                    waiting_.push_back(std::move(command.state));
                    break;
                case Command::kCancel:
                    remove(command.state.get());
                    break;
                case Command::kResume:
                    if (const auto found = active_.find(command.state.get()); found != active_.end()) {
                        curl_easy_pause(found->second->easy(), CURLPAUSE_CONT);
                    }
                    break;
                case Command::kStop:
                    stopping = true;
                    break;
            }
        }
        return stopping;
    }

    void start_waiting() {
        while (!waiting_.empty() && active_.size() < settings_.max_in_flight) {
            auto state = std::move(waiting_.front());
            waiting_.pop_front();
            if (state->cancelled()) continue;
            EasyHandle easy;
            if (idle_.empty()) {
                easy.reset(curl_easy_init());
            } else {
                easy = std::move(idle_.back());
                idle_.pop_back();
            }
            CurlState* const key = state.get();
            auto handle = std::make_unique<CurlHandle>(std::move(easy), std::move(state), settings_);
            curl_easy_setopt(handle->easy(), CURLOPT_PRIVATE, static_cast<void*>(key));
            curl_multi_add_handle(multi_, handle->easy());
            active_.emplace(key, std::move(handle));
        }
    }

    // True when a request ended.
    bool collect() {
        bool ended = false;
        int left = 0;
        while (const CURLMsg* message = curl_multi_info_read(multi_, &left)) {
            if (message->msg != CURLMSG_DONE) continue;
            const CURLcode result = message->data.result;  // removing the handle ends the message
            void* key = nullptr;
            curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &key);
            const auto found = active_.find(static_cast<CurlState*>(key));
            if (found == active_.end()) continue;
            found->second->finish(result);
            remove(static_cast<CurlState*>(key));
            ended = true;
        }
        return ended;
    }

    void remove(CurlState* key) {
        const auto found = active_.find(key);
        if (found == active_.end()) return;
        curl_multi_remove_handle(multi_, found->second->easy());
        idle_.push_back(found->second->release());
        active_.erase(found);
    }

    const CurlSettings settings_;
    CURLM* multi_ = nullptr;

    std::mutex mutex_;
    std::vector<Command> commands_;
    bool stopped_ = false;

    // The thread's own.
    std::deque<std::shared_ptr<CurlState>> waiting_;
    std::unordered_map<CurlState*, std::unique_ptr<CurlHandle>> active_;
    std::vector<EasyHandle> idle_;
    std::thread thread_;
};

std::unique_ptr<Transfer> CurlClient::start(Request request) {
    class LoopTransfer final : public Transfer {
    public:
        LoopTransfer(std::shared_ptr<Loop> loop, std::shared_ptr<CurlState> state)
            : loop_(std::move(loop)), state_(std::move(state)), resume_([this] { loop_->resume(state_); }) {}
        ~LoopTransfer() override { cancel(); }
        Outcome<ResponseHead> head() override { return state_->head(); }
        Outcome<std::size_t> read(std::span<char> into) override { return state_->read(into, resume_); }
        void cancel() override {
            if (state_->cancel()) loop_->cancel(state_);
        }

    private:
        std::shared_ptr<Loop> loop_;
        std::shared_ptr<CurlState> state_;
        std::function<void()> resume_;
    };
    return std::make_unique<LoopTransfer>(loop_, loop_->start(std::move(request)));
}

CurlClient::CurlClient(CurlSettings settings) : loop_(std::make_shared<Loop>(std::move(settings))) {}

CurlClient::~CurlClient() {
    loop_->stop();
}

}  // namespace hios::http

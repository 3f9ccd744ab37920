#include "client-sdk/src/background.h"

#include <pthread.h>
#include <signal.h>

#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <thread>

namespace countersign::sdk {
namespace asio = boost::asio;

class Background::Loop {
 public:
  explicit Loop(std::function<std::int64_t()> turn) : turn_(std::move(turn)) {}

  void Begin() {
    // The host's signals are for the host's threads.
    sigset_t all, before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    asio::post(context_, [this] { Turn(); });
    try {
      thread_ = std::thread([this] { Run(); });
    } catch (...) {
      pthread_sigmask(SIG_SETMASK, &before, nullptr);
      throw;
    }
    pthread_sigmask(SIG_SETMASK, &before, nullptr);
  }

  void End(const std::function<void()>& hurry) {
    context_.stop();
    if (!thread_.joinable()) return;
    if (thread_.get_id() == std::this_thread::get_id()) return;
    {
      std::unique_lock<std::mutex> lock(mutex_);
      while (!ended_.wait_for(lock, std::chrono::milliseconds(20), [this] { return over_; })) {
        hurry();
      }
    }
    thread_.join();
  }

 private:
  void Run() {
    context_.run();
    const std::lock_guard<std::mutex> lock(mutex_);
    over_ = true;
    ended_.notify_all();
  }

  void Turn() {
    timer_.expires_after(std::chrono::seconds(turn_()));
    timer_.async_wait([this](const boost::system::error_code& error) {
      if (!error) Turn();
    });
  }

  std::function<std::int64_t()> turn_;
  asio::io_context context_{1};
  asio::steady_timer timer_{context_};
  std::mutex mutex_;
  std::condition_variable ended_;
  bool over_ = false;
  std::thread thread_;
};

Background::Background(std::unique_ptr<Loop> loop) : loop_(std::move(loop)) {}
Background::~Background() = default;

std::unique_ptr<Background> Background::Start(std::function<std::int64_t()> turn) {
  try {
    auto loop = std::make_unique<Loop>(std::move(turn));
    loop->Begin();
    return std::unique_ptr<Background>(new Background(std::move(loop)));
  } catch (...) {
    return nullptr;
  }
}

void Background::Stop(const std::function<void()>& hurry) { loop_->End(hurry); }

}  // namespace countersign::sdk

// The sentences that a program can show as they are. They send people to their administrator, and
// name no amounts, persons or contracts.
#include <array>
#include <ctime>
#include <map>
#include <string>

#include "client-sdk/src/evaluate.h"

namespace countersign::sdk {
namespace {

struct Sentence {
  const char* en;
  const char* zh;
};

// A day in UTC.
std::string Date(std::int64_t seconds) {
  const std::time_t time = static_cast<std::time_t>(seconds);
  std::tm parts{};
  if (::gmtime_r(&time, &parts) == nullptr) return "?";
  std::array<char, 32> text{};
  std::strftime(text.data(), text.size(), "%Y-%m-%d", &parts);
  return text.data();
}

Sentence ForReason(const std::string& reason) {
  static const std::map<std::string, Sentence> kSentences = {
      {"LICENSE_SUSPENDED",
       {"The licence is suspended. Please contact your administrator.",
        "授权已停用，请联系您的管理员。"}},
      {"CONTRACT_TERMINATED",
       {"The contract of this licence has ended. Please contact your administrator.",
        "本授权所属合同已终止，请联系您的管理员。"}},
      {"SUPPLY_STOPPED",
       {"No further machines or releases are supplied at present. Please contact your "
        "administrator.",
        "目前暂停新增终端和版本，请联系您的管理员。"}},
      {"LICENSE_EXPIRED",
       {"The licence has ended. Please contact your administrator.",
        "授权已到期，请联系您的管理员。"}},
      {"LICENSE_NOT_STARTED",
       {"The licence has not begun yet. Please contact your administrator.",
        "授权尚未生效，请联系您的管理员。"}},
      {"LICENSE_REVOKED",
       {"The licence was revoked. Please contact your administrator.",
        "授权已撤销，请联系您的管理员。"}},
      {"CODE_UNKNOWN",
       {"This activation code is not known. Please check it with your administrator.",
        "激活码不存在，请与您的管理员核对。"}},
      {"CODE_MALFORMED",
       {"This activation code was mistyped. Please check it and try again.",
        "激活码输入有误，请检查后重试。"}},
      {"CODE_OF_OTHER_PRODUCT",
       {"This activation code belongs to another product.", "该激活码属于其他产品。"}},
      {"LEASE_UNKNOWN",
       {"This machine is no longer activated. Please activate it again.",
        "本终端已不再激活，请重新激活。"}},
      {"LEASE_RELEASED",
       {"This machine gave its seat back. Please activate it again.",
        "本终端已释放授权，请重新激活。"}},
      {"REKEY_LIMIT",
       {"This machine was activated too often. Please contact your administrator.",
        "本终端激活次数过多，请联系您的管理员。"}},
      {"MACHINE_ID_NEEDED",
       {"This machine cannot be recognised again, as in a container. Please have your "
        "administrator "
        "set an explicit machine id.",
        "无法稳定识别本终端（例如在容器中运行），请由管理员设置明确的终端标识。"}},
      {"SERVER_UNREACHABLE",
       {"The licence server cannot be reached to activate this machine. Please check the network "
        "and try again.",
        "无法连接授权服务器以激活本终端，请检查网络后重试。"}},
      {"ANSWER_REFUSED",
       {"The licence server's answer could not be verified. Please contact your administrator.",
        "无法验证授权服务器的应答，请联系您的管理员。"}},
      {"SERVER_REFUSED",
       {"The licence server refused the request. Please try again later or contact your "
        "administrator.",
        "授权服务器拒绝了请求，请稍后重试或联系您的管理员。"}},
      {"SIMULATED_KEY",
       {"The key comes from a simulated installation and is not accepted.",
        "授权文件来自模拟环境，不予接受。"}},
      {"VERSION_NOT_COVERED",
       {"The licence does not cover this version. Please contact your administrator.",
        "授权不包含此版本，请联系您的管理员。"}},
      {"RELEASE_NOT_COVERED",
       {"The licence does not cover releases of this date. Please contact your administrator.",
        "授权不包含此日期发布的版本，请联系您的管理员。"}},
      {"PRODUCT_ARCHIVED",
       {"This product is no longer activated. Please contact your administrator.",
        "该产品已停止激活，请联系您的管理员。"}},
  };
  const auto found = kSentences.find(reason);
  return found == kSentences.end() ? Sentence{nullptr, nullptr} : found->second;
}

Sentence ForOutcome(Outcome outcome) {
  switch (outcome) {
    case Outcome::kRestricted:
      return {"The licence is restricted. Please contact your administrator.",
              "授权受限，请联系您的管理员。"};
    case Outcome::kWrongMachine:
      return {"The licence belongs to another machine. Please activate this one.",
              "授权属于其他终端，请激活本终端。"};
    case Outcome::kWrongProductOrVersion:
      return {"The licence does not fit this product. Please contact your administrator.",
              "授权与本产品不符，请联系您的管理员。"};
    case Outcome::kNoSeat:
      return {
          "Every seat of the licence is taken. Please try again later or contact your "
          "administrator.",
          "授权名额已满，请稍后重试或联系您的管理员。"};
    default:
      return {"This machine is not activated. Please enter an activation code.",
              "本终端尚未激活，请输入激活码。"};
  }
}

}  // namespace

void WriteSentences(Status& status) {
  const std::string offline_until = Date(status.offline_until);
  const std::string days = std::to_string(status.days_left);
  switch (status.outcome) {
    case Outcome::kValid:
      status.sentence_en = "The licence is valid.";
      status.sentence_zh = "授权有效。";
      return;
    case Outcome::kClockSuspect:
      status.sentence_en =
          "This machine's clock is behind. Everything works; please set the clock right.";
      status.sentence_zh = "本终端的时钟偏慢，功能不受影响，请校准时钟。";
      return;
    case Outcome::kGrace:
      if (status.reason == "EMERGENCY_CODE") {
        status.sentence_en = "An emergency code is in use. Everything works until " +
                             offline_until + "; please contact your administrator.";
        status.sentence_zh =
            "应急码已启用，全部功能可使用至 " + offline_until + "，请联系您的管理员。";
        return;
      }
      status.sentence_en = "There has been no contact with the licence server since " +
                           Date(status.checked_at) + ". Everything works for another " + days +
                           (status.days_left == 1 ? " day" : " days") + ", until " + offline_until +
                           ".";
      status.sentence_zh = "自 " + Date(status.checked_at) +
                           " 起未能联系授权服务器，全部功能还可使用 " + days + " 天，至 " +
                           offline_until + "。";
      return;
    case Outcome::kOfflineLimit:
      status.sentence_en = "There has been no contact with the licence server since " +
                           Date(status.checked_at) +
                           ". Please connect this machine or contact your administrator.";
      status.sentence_zh =
          "自 " + Date(status.checked_at) + " 起未能联系授权服务器，请连接网络或联系您的管理员。";
      return;
    default:
      break;
  }
  Sentence sentence = ForReason(status.reason);
  if (sentence.en == nullptr) sentence = ForOutcome(status.outcome);
  status.sentence_en = sentence.en;
  status.sentence_zh = sentence.zh;
}

const char* OutcomeName(Outcome outcome) noexcept {
  switch (outcome) {
    case Outcome::kValid:
      return "VALID";
    case Outcome::kGrace:
      return "GRACE";
    case Outcome::kOfflineLimit:
      return "OFFLINE_LIMIT";
    case Outcome::kRestricted:
      return "RESTRICTED";
    case Outcome::kNotActivated:
      return "NOT_ACTIVATED";
    case Outcome::kWrongMachine:
      return "WRONG_MACHINE";
    case Outcome::kWrongProductOrVersion:
      return "WRONG_PRODUCT_OR_VERSION";
    case Outcome::kClockSuspect:
      return "CLOCK_SUSPECT";
    case Outcome::kNoSeat:
      return "NO_SEAT";
  }
  return "NOT_ACTIVATED";
}

}  // namespace countersign::sdk

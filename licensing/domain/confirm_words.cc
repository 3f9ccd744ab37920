#include "licensing/domain/confirm_words.h"

namespace countersign::domain {
namespace {

using enum ConfirmProblem;

constexpr ConfirmWords kEnglish = {
    .title = "Confirm that you received this notice",
    .closed_title = "This page cannot be used",
    .confirmed_title = "Receipt is confirmed",
    .asks = "{vendor} asks {contact} ({customer}) to confirm that the notice below was received.",
    .until = "You can do so on this page through {last_day} ({zone}).",
    .otherwise =
        "If it is not confirmed, we may send the notice again by another way, such as "
        "registered mail.",
    .meaning =
        "To confirm says that the notice was received, and nothing else: you do not agree to "
        "what it says, and you give up no right. That you opened this page counts for "
        "nothing.",
    .send_heading = "1. Have a code sent to you",
    .send_intro = "We send a code of {digits} digits to {email}. It is good for {minutes} minutes.",
    .send_button = "Send me a code",
    .enter_heading = "2. Enter the code",
    .enter_intro = "A code was sent to {email}. It is good for {minutes} minutes, and once.",
    .code_label = "Code",
    .name_label = "Your name",
    .name_hint = "It is put on record with the receipt.",
    .confirm_button = "Confirm receipt",
    .again_intro =
        "No code came? Look into the folder for unwanted mail, or have another one sent; "
        "only the last one counts.",
    .again_button = "Send another code",
    .received = "{name} confirmed that this notice was received on {received}.",
    .received_nameless = "It was confirmed that this notice was received on {received}.",
    .follows =
        "If the amounts stay open, supply may stop from {supply} and the suspension may begin "
        "from {suspend} at the earliest. Payment, a dispute with its grounds, an accepted "
        "promise or an instalment plan prevents it; the notice says how. There is nothing more "
        "to do on this page.",
    .nothing_follows =
        "There is nothing more to do on this page. What the notice asks for is as it "
        "is written there.",
    .text_heading = "The notice",
    .text_hash = "SHA-256 of this text: {hash}",
    .reach_heading = "How to reach us",
    .problems =
        {
            {kWrongCode, "This is not the code that was sent. Please look at the last mail again."},
            {kCodeUsedUp, "A wrong code was entered too often. Please have another one sent."},
            {kCodeExpired, "This code is not good any more. Please have another one sent."},
            {kNameMissing, "Please give your name, in at most {most} characters."},
            {kTooManyCodes, "Too many codes were sent within an hour. Please try again later."},
            {kNoAddress,
             "We have no e-mail address to send a code to. Please get in touch with us."},
            {kNotCurrent,
             "This notice can not be confirmed just now: it was replaced by another one, "
             "came back, or is only being sent."},
            {kExpired,
             "This link has expired. Please get in touch with us if you need the notice."},
            {kRevoked,
             "This link was revoked. Please get in touch with us if you need the notice."},
            {kUnknown, "There is no such page. Please check that the link was copied whole."},
            {kElsewhere, "This came from another site. Please open the link from your mail."},
            {kNotUnderstood,
             "The request is not one of this page. Please open the link from your "
             "mail."},
            {kTooOften, "Too many requests. Please try again in a minute."},
            {kFault,
             "This did not work just now, and nothing was changed. Please try again later."},
        },
    .mail_subject = "Your code for notice {notice}",
    .mail_title = "Your code",
    .mail_intro =
        "On the page of notice {notice} from {vendor}, a code was asked for with which you "
        "confirm that the notice was received.",
    .mail_code = "Code",
    .mail_good = "It is good for {minutes} minutes, and once.",
    .mail_page = "Enter it on this page:",
    .mail_ignore =
        "If you did not ask for it, you need not do anything. Do not pass the code on: we "
        "never ask for it elsewhere. This message is automatic.",
};

constexpr ConfirmWords kChinese = {
    .title = "确认收到通知",
    .closed_title = "无法使用此页面",
    .confirmed_title = "已确认收到",
    .asks = "{vendor}请{contact}（{customer}）确认已收到下列通知。",
    .until = "可在{last_day}（{zone}）当日及之前于本页确认。",
    .otherwise = "如未确认，我方可能以挂号信等其他方式再次送达。",
    .meaning = "确认仅表示已收到本通知，不表示同意其内容，也不放弃任何权利。仅打开本页不视为收到。",
    .send_heading = "一、获取验证码",
    .send_intro = "我方将向 {email} 发送 {digits} 位数字验证码，{minutes} 分钟内有效。",
    .send_button = "发送验证码",
    .enter_heading = "二、输入验证码",
    .enter_intro = "验证码已发送至 {email}，{minutes} 分钟内有效，只能使用一次。",
    .code_label = "验证码",
    .name_label = "您的姓名",
    .name_hint = "姓名将与收讫记录一并保存。",
    .confirm_button = "确认收到",
    .again_intro = "没有收到？请查看垃圾邮件，或者重新发送；仅最后一个验证码有效。",
    .again_button = "重新发送验证码",
    .received = "{name}已确认于{received}收到本通知。",
    .received_nameless = "本通知已确认于{received}收到。",
    .follows =
        "款项仍未付清的，最早自{supply}起停供，最早自{suspend}起停用。付款、说明理由提出异议、"
        "经接受的付款承诺或者分期协议均可避免，方式见通知。本页无须再作其他操作。",
    .nothing_follows = "本页无须再作其他操作。通知所要求的事项以其内容为准。",
    .text_heading = "通知全文",
    .text_hash = "本文 SHA-256：{hash}",
    .reach_heading = "联系我方",
    .problems =
        {
            {kWrongCode, "验证码不正确，请核对最后一封邮件。"},
            {kCodeUsedUp, "输入错误次数过多，请重新发送验证码。"},
            {kCodeExpired, "验证码已失效，请重新发送。"},
            {kNameMissing, "请填写姓名，不超过 {most} 个字符。"},
            {kTooManyCodes, "一小时内发送次数过多，请稍后再试。"},
            {kNoAddress, "我方没有可接收验证码的电子邮箱，请与我方联系。"},
            {kNotCurrent, "本通知目前不能确认：已由新的通知代替、已被退回，或者正在发送。"},
            {kExpired, "此链接已过期。如需该通知，请与我方联系。"},
            {kRevoked, "此链接已撤销。如需该通知，请与我方联系。"},
            {kUnknown, "没有此页面，请检查链接是否完整。"},
            {kElsewhere, "请求来自其他网站，请从邮件中的链接打开。"},
            {kNotUnderstood, "无法识别此请求，请从邮件中的链接打开。"},
            {kTooOften, "请求过于频繁，请一分钟后再试。"},
            {kFault, "暂时无法完成，未作任何更改，请稍后再试。"},
        },
    .mail_subject = "通知 {notice} 的验证码",
    .mail_title = "验证码",
    .mail_intro = "在{vendor}的通知 {notice} 的页面上申请了验证码，用于确认您已收到该通知。",
    .mail_code = "验证码",
    .mail_good = "{minutes} 分钟内有效，只能使用一次。",
    .mail_page = "请在以下页面输入：",
    .mail_ignore =
        "如非您本人操作，无须理会。请勿将验证码转告他人：我方不会以其他方式索取。本邮件由"
        "系统自动发送。",
};

}  // namespace

const ConfirmWords& EnglishConfirmWords() { return kEnglish; }
const ConfirmWords& ChineseConfirmWords() { return kChinese; }

}  // namespace countersign::domain

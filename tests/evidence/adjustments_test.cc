// Write-offs, set-offs and assignments lose no money either: whatever is done in any order, what
// was invoiced is what payments pay, what was given up or set off, and what is open.
#include "licensing/app/adjustments.h"

#include <gtest/gtest.h>

#include <random>

#include "licensing/app/blobs.h"
#include "licensing/app/customers.h"
#include "licensing/app/payments.h"
#include "licensing/app/receivables.h"
#include "licensing/app/statements.h"
#include "licensing/base/encoding.h"
#include "licensing/base/ids.h"
#include "licensing/base/sha256.h"
#include "tests/evidence/vault.h"

namespace countersign::testing {
namespace {

using domain::AdjustmentKind;
using domain::Money;
using domain::RecordKind;

constexpr int kOperations = 600;

class AdjustmentsTest : public ::testing::Test {
 protected:
  template <class UseCase>
  auto Do(UseCase use_case) {
    vault_.clock().Advance(std::chrono::minutes(37));
    const app::Act act{"users/anna", "", vault_.clock().Now(), entropy_};
    decltype(use_case(std::declval<app::Transaction&>(), act)) answer =
        tl::unexpected<Error>(Error{});
    const auto written = vault_.store().Write([&](app::Transaction& tx) -> Result<app::Finish> {
      answer = use_case(tx, act);
      if (!answer) return tl::unexpected<Error>(answer.error());
      return app::Finish::kCommit;
    });
    if (!written) answer = tl::unexpected<Error>(written.error());
    return answer;
  }

  AdjustmentsTest() {
    vault_.Open();
    EXPECT_TRUE(Do([&](auto& tx, auto& act) {
      domain::Customer draft;
      draft.id = draft.display_name = "acme";
      return app::CreateCustomer(tx, act, draft);
    }));
    EXPECT_TRUE(Do([&](auto& tx, auto& act) {
      const app::BlobUpload upload{.id = NewId(act.now, entropy_),
                                   .sha256 = Sha256("decision"),
                                   .resource = "",
                                   .size = 8,
                                   .media_type = "text/plain",
                                   .file_name = ""};
      return app::PutBlob(tx, act, upload, app::NewBlobKey(entropy_));
    }));
  }

  std::int64_t Any(std::int64_t least, std::int64_t most) {
    return std::uniform_int_distribution(least, most)(random_);
  }
  const std::string& AnyOf(const std::vector<std::string>& list) {
    return list[static_cast<std::size_t>(Any(0, static_cast<std::int64_t>(list.size()) - 1))];
  }
  CivilDate AnyDate() {
    return CivilDate(std::chrono::floor<std::chrono::days>(vault_.clock().Now()) -
                     std::chrono::days(Any(0, 20)));
  }
  // Whether it was done; its id goes to `made`.
  template <class T>
  static bool Done(const Result<T>& answer, std::vector<std::string>* made = nullptr) {
    if (answer && made != nullptr) made->push_back(answer->id);
    return answer.has_value();
  }

  bool DoAnything() {
    const Money amount{"CNY", Any(1, 3'000)};
    switch (invoices_.empty() ? 0 : Any(0, 7)) {
      case 0:
      case 1:
        return Done(Do([&](auto& tx, auto& act) {
                      app::NewInvoice draft;
                      draft.customer_id = "acme";
                      draft.amount = amount;
                      draft.invoice_date = AnyDate();
                      draft.credit_term_days = 10;
                      return app::CreateInvoice(tx, act, draft);
                    }),
                    &invoices_);
      case 2:
        return Done(Do([&](auto& tx, auto& act) {
                      app::NewPayment draft;
                      draft.customer_id = "acme";
                      draft.amount = amount;
                      draft.date = AnyDate();
                      return app::RecordPayment(tx, act, draft);
                    }),
                    &payments_);
      case 3:
        return !payments_.empty() && Done(Do([&](auto& tx, auto& act) {
          return app::ReversePayment(tx, act, {AnyOf(payments_), "", {}, "bounced"});
        }));
      case 4:
        return Done(Do([&](auto& tx, auto& act) {
                      return app::IssueCreditNote(tx, act,
                                                  {AnyOf(invoices_), "", amount, {}, "discount"});
                    }),
                    &payments_);
      case 5:
        return !adjustments_.empty() && Done(Do([&](auto& tx, auto& act) {
          return app::ReverseAdjustment(tx, act, {AnyOf(adjustments_), "", {}, "mistake"});
        }));
      default:
        return Done(Do([&](auto& tx, auto& act) {
                      app::NewAdjustment draft;
                      draft.kind =
                          Any(0, 1) == 0 ? AdjustmentKind::kWriteOff : AdjustmentKind::kSetOff;
                      draft.invoice_id = AnyOf(invoices_);
                      draft.amount = {"CNY", Any(1, 500)};
                      draft.date = AnyDate();
                      draft.reason = draft.counter_claim = "agreed";
                      draft.paper_sha256 = HexEncode(Sha256("decision"));
                      return app::AdjustClaim(tx, act, draft);
                    }),
                    &adjustments_);
    }
  }

  // Counted from the records alone, against the statement's answers.
  void Check() {
    ASSERT_TRUE(vault_.store().Read([&](app::View& view) -> Result<void> {
      ASSIGN_OR_RETURN(const auto lines, view.receivables().claims().OfCustomer("acme"));
      std::map<std::string, const domain::ClaimRecord*> standing;
      for (const auto& line : lines) standing[line.record.id] = &line.record;
      for (const auto& line : lines)
        if (line.record.kind == RecordKind::kReversal) {
          standing.erase(line.record.reverses);
          standing.erase(line.record.id);
        }
      std::map<RecordKind, std::int64_t> sums;
      for (const auto& [id, record] : standing) sums[record->kind] += record->amount.minor_units;
      ASSIGN_OR_RETURN(const auto statement, app::MakeStatement(view, "acme", app::AllOnRecord()));
      const auto total = statement.totals.find("CNY");
      const bool any = total != statement.totals.end();
      const std::int64_t open = any ? total->second.open.minor_units : 0;
      const std::int64_t credit = any ? total->second.credit.minor_units : 0;
      EXPECT_EQ(sums[RecordKind::kInvoice], sums[RecordKind::kAllocation] +
                                                sums[RecordKind::kWriteOff] +
                                                sums[RecordKind::kSetOff] + open);
      EXPECT_EQ(sums[RecordKind::kPayment] + sums[RecordKind::kCredit],
                sums[RecordKind::kAllocation] + credit);
      EXPECT_TRUE(open == 0 || credit == 0);
      for (const auto& item : statement.items) EXPECT_GT(item.open.minor_units, 0);
      return {};
    }));
  }

  Vault vault_;
  SystemEntropy entropy_;
  std::mt19937_64 random_{20261125};
  std::vector<std::string> invoices_;
  std::vector<std::string> payments_;
  std::vector<std::string> adjustments_;
};

TEST_F(AdjustmentsTest, LoseNoMoney) {
  int done = 0;
  for (int i = 0; i < kOperations; ++i) {
    if (!DoAnything()) continue;
    ++done;
    Check();
    if (HasFailure()) FAIL() << "after operation " << i << " of the seed";
  }
  EXPECT_GT(done, kOperations / 3) << "many operations should be possible";
  EXPECT_GT(adjustments_.size(), 20U);
  vault_.Sequence();
  EXPECT_TRUE(vault_.Check().faults.empty());
}

}  // namespace
}  // namespace countersign::testing

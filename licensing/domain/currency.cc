#include "licensing/domain/currency.h"

#include <algorithm>
#include <cstddef>

namespace countersign::domain {
namespace {

// Codes of three letters, a space after each.
struct CurrenciesOfDigits {
  int digits;
  std::string_view codes;
};

constexpr CurrenciesOfDigits kCurrencies[] = {
    {2,
     "AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BGN BMD BND BOB BOV BRL BSD BTN BWP BYN BZD "
     "CAD CDF CHE CHF CHW CNY COP COU CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL "
     "GHS GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR "
     "LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MXV MYR MZN NAD NGN NIO NOK NPR NZD "
     "PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC "
     "SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD USN UYU UZS VED VES WST XAD XCD XCG YER ZAR "
     "ZMW ZWG "},
    {0, "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF "},
    {3, "BHD IQD JOD KWD LYD OMR TND "},
    {4, "CLF UYW "},
};

bool Lists(std::string_view codes, std::string_view code) {
  for (std::size_t at = 0; at < codes.size(); at += 4)
    if (codes.substr(at, 3) == code) return true;
  return false;
}

}  // namespace

Result<int> MinorDigits(std::string_view field, std::string_view currency_code) {
  const auto* found = std::ranges::find_if(kCurrencies, [&](const CurrenciesOfDigits& group) {
    return Lists(group.codes, currency_code);
  });
  if (found == std::end(kCurrencies))
    return FieldInvalid(field, "must be a currency code of ISO 4217 such as CNY");
  return found->digits;
}

}  // namespace countersign::domain

#include "licensing/rpc/convert_evidence.h"

#include <boost/json.hpp>

#include "licensing/rpc/convert_common.h"

namespace countersign::rpc {
namespace {

tl::unexpected<Error> Unreadable(const app::LedgerEntry& entry) {
  return Fail(Code::kInternal, Reason::kInternalFault,
              "what is stored of entry " + std::to_string(entry.position) + " cannot be read");
}

v1::LedgerVerification::State StateOf(const app::LedgerVerification& verification) {
  if (verification.running) return v1::LedgerVerification::RUNNING;
  if (verification.error) return v1::LedgerVerification::FAILED;
  if (!verification.end_time) return v1::LedgerVerification::STATE_UNSPECIFIED;
  return verification.report.fault_count == 0 ? v1::LedgerVerification::SOUND
                                              : v1::LedgerVerification::FAULTY;
}

}  // namespace

Result<v1::Entry> ToProto(const app::LedgerEntry& entry) {
  v1::Entry proto;
  proto.set_name(app::Name("entries", entry.id));
  proto.set_index(entry.position - 1);
  *proto.mutable_time() = ToProto(entry.time);
  proto.set_actor(entry.actor);
  proto.set_action(entry.action);
  proto.set_resource(entry.resource);
  proto.set_request_id(entry.request_id);
  proto.set_body(entry.body);
  boost::system::error_code no_list;
  boost::system::error_code no_object;
  const boost::json::value attachments = boost::json::parse(entry.attachments, no_list);
  const boost::json::value digests = boost::json::parse(entry.digests, no_object);
  if (no_list || no_object || !attachments.is_array() || !digests.is_object())
    return Unreadable(entry);
  for (const boost::json::value& hash : attachments.as_array()) {
    if (!hash.is_string()) return Unreadable(entry);
    proto.add_attachments(std::string(hash.as_string()));
  }
  for (const auto& [row, digest] : digests.as_object())
    (*proto.mutable_digests())[std::string(row)] =
        digest.is_string() ? std::string(digest.as_string()) : std::string();
  return proto;
}

Result<v1::Entry> ToProtoWithLeaf(const app::LedgerEntry& entry) {
  ASSIGN_OR_RETURN(v1::Entry proto, ToProto(entry));
  ASSIGN_OR_RETURN(*proto.mutable_leaf_data(), ledger::LeafData(entry));
  return proto;
}

v1::LedgerCheckpoint ToProto(const app::SignedCheckpoint& checkpoint,
                             const std::vector<ledger::NoteKey>& keys) {
  v1::LedgerCheckpoint proto;
  proto.set_size(checkpoint.checkpoint.size);
  proto.set_root_hash(checkpoint.checkpoint.root);
  *proto.mutable_time() = ToProto(checkpoint.time);
  proto.set_note(checkpoint.note);
  for (const ledger::NoteKey& key : keys) proto.add_verifier_keys(ledger::NoteKeyText(key));
  return proto;
}

Result<v1::InclusionProof> ToProto(const app::EntryProof& proof,
                                   const std::vector<ledger::NoteKey>& keys) {
  v1::InclusionProof proto;
  ASSIGN_OR_RETURN(*proto.mutable_entry(), ToProtoWithLeaf(proof.entry));
  for (const std::string& hash : proof.proof.hashes) proto.add_hashes(hash);
  *proto.mutable_checkpoint() = ToProto(proof.checkpoint, keys);
  proto.set_proof(ledger::ProofText(proof.proof));
  return proto;
}

v1::ConsistencyProof ToProto(const app::GrowthProof& proof) {
  v1::ConsistencyProof proto;
  proto.set_old_size(proof.old_size);
  proto.set_size(proof.size);
  proto.set_old_root_hash(proof.old_root);
  proto.set_root_hash(proof.root);
  for (const std::string& hash : proof.hashes) proto.add_hashes(hash);
  return proto;
}

v1::LedgerVerification ToProto(const app::LedgerVerification& verification) {
  v1::LedgerVerification proto;
  proto.set_state(StateOf(verification));
  if (verification.start_time) *proto.mutable_start_time() = ToProto(*verification.start_time);
  if (verification.end_time) *proto.mutable_end_time() = ToProto(*verification.end_time);
  proto.set_entries(verification.progress.entries);
  proto.set_entries_in_all(verification.progress.entries_in_all);
  proto.set_rows(verification.progress.rows);
  proto.set_checkpoints(verification.report.checkpoints);
  proto.set_fault_count(verification.report.fault_count);
  for (const std::string& fault : verification.report.faults) proto.add_faults(fault);
  if (verification.error) proto.add_faults(verification.error->message);
  return proto;
}

}  // namespace countersign::rpc

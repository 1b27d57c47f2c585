// Writes vectors/protocol. Run by hand: node packages/protocol/test/making/make-vectors.ts
// Keys come from fixed seeds. ML-DSA is hedged and encapsulation is random, so each run writes other, equally
// good, signatures and seals: keep the old files as long as they pass, they are what other teams hold.
import { writeAttachmentVectors } from "./attachment-vectors.ts";
import {
  writeAgreementVectors,
  writeCardVectors,
  writeDocumentVectors,
  writeKeyVectors,
  writeNameVectors,
} from "./ceremony-vectors.ts";
import { writeReceiptVectors, writeSealedVectors, writeStatementVectors } from "./dispatch-vectors.ts";
import { writeShareVectors } from "./share-vectors.ts";
import { writeStateVectors } from "./state-vectors.ts";
import { writeTextVectors } from "./text-vectors.ts";

writeTextVectors();
writeNameVectors();
writeKeyVectors();
await writeDocumentVectors();
await writeCardVectors();
await writeShareVectors();
await writeAgreementVectors();
await writeStatementVectors();
await writeSealedVectors();
writeReceiptVectors();
await writeAttachmentVectors();
await writeStateVectors();

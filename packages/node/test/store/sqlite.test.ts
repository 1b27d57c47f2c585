import { sqliteEngine } from "./sqlite-engine.ts";
import { storeSuite } from "./suite.ts";

storeSuite(sqliteEngine);

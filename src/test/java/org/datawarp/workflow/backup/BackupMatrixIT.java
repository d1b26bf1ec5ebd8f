package org.datawarp.workflow.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.datawarp.model.RunListener;
import org.datawarp.platform.postgres.Database;
import org.datawarp.platform.postgres.DatabaseSettings;
import org.datawarp.testing.InstalledPostgres;
import org.datawarp.testing.PostgresExtension;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What analysts make beside Datawarp's own tables, through create, verify, restore and psql: each
 * comes back, or was left out by name.
 */
@Tag("slow")
class BackupMatrixIT extends BackupFixture {
  private static final String ROLE = "matrix_reader";

  /** Who writes the backup, and of which server. */
  enum Case {
    OWN_15,
    PG_DUMP_15,
    OWN_18;

    boolean isPgDump() {
      return this == PG_DUMP_15;
    }

    DatabaseSettings database() {
      return this == OWN_18 ? PostgresExtension.freshDatabase() : InstalledPostgres.freshDatabase();
    }
  }

  /**
   * Something in a database.
   *
   * @param name what it is
   * @param leftOut the names that tell of it when it does not come back; none where it always does
   * @param needsPgDump whether pg_dump's dumps hold it
   * @param probe a query that is equal where it is there
   * @param setup makes it
   */
  private record Thing(
      String name, List<String> leftOut, boolean needsPgDump, String probe, List<String> setup) {
    List<String> expected(Case writer) {
      return needsPgDump && writer.isPgDump() ? List.of() : leftOut;
    }
  }

  @ParameterizedTest
  @EnumSource(Case.class)
  void everyObjectComesBackOrIsLeftOutByName(Case writer) throws IOException, SQLException {
    assumeTrue(InstalledPostgres.majorVersion().isPresent(), "no PostgreSQL is installed");
    Machine here = new Machine("here", writer.database());
    here.database.requireSchema();
    here.load("adhd_aug25", "Region,Patients\nNorth,1\nSouth,2\n");
    for (Thing thing : THINGS) {
      PostgresExtension.execute(here.settings, thing.setup().toArray(String[]::new));
    }

    StoredBackup backup = create(here, writer);
    List<String> leftOut = java.util.Objects.requireNonNull(backup.meta()).leftOut();
    RestoreCheckReport drill = here.backup().verify("latest", null, null, RunListener.SILENT);
    DatabaseSettings restored = PostgresExtension.freshDatabase();
    RestoreOutcome outcome = restore(here, backup, restored);
    DatabaseSettings plain = writer.database();
    Path sql = folder.resolve("plain.sql");
    Files.writeString(sql, BackupWorkflowIT.text(Files.readAllBytes(here.file(backup))));
    InstalledPostgres.psql(plain, sql);

    Map<String, String> failures = new TreeMap<>();
    List<String> table = new ArrayList<>();
    List<String> named = leftOut.stream().map(text -> text.split(", wh", 2)[0]).toList();
    for (Thing thing : THINGS) {
      String source = probe(here.settings, thing);
      String byRestore = verdict(thing, source, restored, named);
      String byPsql = verdict(thing, source, plain, named);
      String verified = drill.isGood() ? byRestore : "differs";
      table.add(
          String.format(
              "| %-42s | %-10s | %-11s | %-11s | %-11s |",
              thing.name(), writer, verified, byRestore, byPsql));
      boolean told = !thing.expected(writer).isEmpty();
      String wanted = told ? "by name" : "back";
      if (!byRestore.equals(wanted) || !byPsql.equals(wanted)) {
        failures.put(thing.name(), byRestore + " / " + byPsql + ", not " + wanted);
      }
    }
    Files.write(Path.of("target", "backup-matrix-" + writer + ".txt"), table);
    assertThat(drill.differences()).isEmpty();
    assertThat(failures).isEmpty();
    assertThat(named)
        .containsExactlyInAnyOrderElementsOf(
            THINGS.stream().flatMap(thing -> thing.expected(writer).stream()).toList());
    assertThat(outcome.skipped()).allMatch(text -> text.contains(ROLE), "is of a missing role");
  }

  private static String verdict(
      Thing thing, String source, DatabaseSettings target, List<String> named) {
    if (probe(target, thing).equals(source)) {
      return "back";
    }
    return named.containsAll(thing.leftOut()) && !thing.leftOut().isEmpty() ? "by name" : "lost";
  }

  private StoredBackup create(Machine here, Case writer) {
    return here.backup()
        .create(
            new CreateRequest(
                null,
                null,
                writer.isPgDump() ? CreateRequest.Writer.AUTO : CreateRequest.Writer.OWN,
                List.of(),
                Duration.ZERO,
                "backup create"),
            RunListener.SILENT)
        .backup();
  }

  private static RestoreOutcome restore(
      Machine here, StoredBackup backup, DatabaseSettings target) {
    return here.backup()
        .restore(
            new BackupRestoreRequest(
                backup.key(),
                null,
                null,
                String.valueOf(target.url()),
                Duration.ZERO,
                "backup restore"),
            RunListener.SILENT);
  }

  /** Returns the rows of the probe; what went wrong where it cannot be asked. */
  private static String probe(DatabaseSettings settings, Thing thing) {
    try (Database database = new Database(settings, Clock.systemUTC());
        Connection connection = database.open();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(thing.probe())) {
      List<String> found = new ArrayList<>();
      while (rows.next()) {
        found.add(String.valueOf(rows.getString(1)));
      }
      return found.isEmpty() ? "nothing" : String.join("\n", found);
    } catch (SQLException e) {
      return "failed";
    }
  }

  private static Thing back(String name, String probe, String... setup) {
    return new Thing(name, List.of(), false, probe, List.of(setup));
  }

  private static Thing pgDump(String name, List<String> leftOut, String probe, String... setup) {
    return new Thing(name, leftOut, true, probe, List.of(setup));
  }

  private static Thing never(String name, List<String> leftOut, String probe, String... setup) {
    return new Thing(name, leftOut, false, probe, List.of(setup));
  }

  private static final List<Thing> THINGS =
      List.of(
          back(
              "policy for everybody",
              "SELECT format('%s %s', y.polname, pg_get_expr(y.polqual, y.polrelid)) || obj_description(y.oid)"
                  + " FROM pg_policy y WHERE polname = 'open; \"odd\"'",
              "CREATE TABLE staging.guarded (a int)",
              "INSERT INTO staging.guarded VALUES (1), (20)",
              "CREATE POLICY \"open; \"\"odd\"\"\" ON staging.guarded USING (a < 10)",
              "COMMENT ON POLICY \"open; \"\"odd\"\"\" ON staging.guarded IS 'seen'",
              "ALTER TABLE staging.guarded ENABLE ROW LEVEL SECURITY"),
          back(
              "policy of a role",
              // Where the role is missing the policy cannot be; restore tells of it.
              "SELECT count(*) FROM pg_roles r WHERE rolname = '"
                  + ROLE
                  + "' AND NOT EXISTS (SELECT FROM pg_policy y WHERE y.polroles = ARRAY[r.oid]"
                  + " AND y.polrelid = 'staging.guarded'::regclass)",
              "DO $$ BEGIN CREATE ROLE " + ROLE + "; EXCEPTION WHEN duplicate_object THEN END $$",
              "CREATE POLICY mine ON staging.guarded FOR SELECT TO " + ROLE + " USING (true)"),
          back(
              "grant to a role",
              "SELECT count(*) FROM pg_roles r WHERE rolname = '"
                  + ROLE
                  + "' AND NOT has_table_privilege(r.oid, 'staging.guarded', 'SELECT')",
              "GRANT SELECT ON staging.guarded TO " + ROLE,
              "GRANT USAGE ON SCHEMA staging TO " + ROLE),
          back(
              "grant to everybody",
              "SELECT c.relacl::text LIKE '%,=r/%' FROM pg_class c WHERE oid = 'staging.guarded'::regclass",
              "GRANT SELECT ON staging.guarded TO PUBLIC"),
          back(
              "default privileges",
              "SELECT count(*) FROM pg_default_acl d WHERE d.defaclnamespace = 'staging'::regnamespace"
                  + " AND EXISTS (SELECT FROM aclexplode(d.defaclacl) g WHERE g.grantee = 0)",
              "ALTER DEFAULT PRIVILEGES IN SCHEMA staging GRANT SELECT ON TABLES TO PUBLIC"),
          back(
              "extension in staging, used",
              "SELECT staging.similarity(word, 'word')::text FROM staging.words",
              "CREATE EXTENSION pg_trgm WITH SCHEMA staging",
              "CREATE TABLE staging.words (word text)",
              "INSERT INTO staging.words VALUES ('words')",
              "CREATE INDEX words_like ON staging.words USING gin (word staging.gin_trgm_ops)"),
          back(
              "extension in staging, not used",
              "SELECT extnamespace::regnamespace::text FROM pg_extension WHERE extname = 'unaccent'",
              "CREATE EXTENSION unaccent WITH SCHEMA staging"),
          back(
              "extension in public, used",
              "SELECT name::text FROM staging.folded WHERE name = 'ABC'",
              "CREATE EXTENSION citext WITH SCHEMA public",
              "CREATE TABLE staging.folded (name public.citext)",
              "INSERT INTO staging.folded VALUES ('abc')"),
          never(
              "extension for superusers, and what uses it",
              List.of("extension pageinspect", "view staging.pages"),
              "SELECT count(*) FROM staging.pages",
              "CREATE EXTENSION pageinspect WITH SCHEMA staging",
              "CREATE VIEW staging.pages AS SELECT staging.get_raw_page('staging.words', 0)"),
          pgDump(
              "collation, and what uses it",
              List.of("collation staging.by_number", "table staging.sorted with its rows"),
              "SELECT t FROM staging.sorted ORDER BY t",
              "CREATE COLLATION staging.by_number (provider = icu, locale = 'en-u-kn-true')",
              "CREATE TABLE staging.sorted (t text COLLATE staging.by_number)",
              "CREATE INDEX ON staging.sorted (t)",
              "COMMENT ON TABLE staging.sorted IS 'sorted'",
              "INSERT INTO staging.sorted VALUES ('a10'), ('a9')"),
          pgDump(
              "domain with a check",
              List.of("type staging.share", "table staging.shares with its rows"),
              "SELECT p::text FROM staging.shares UNION ALL SELECT conname FROM pg_constraint"
                  + " WHERE contypid = 'staging.share'::regtype AND contype = 'c'",
              "CREATE DOMAIN staging.share AS numeric CONSTRAINT up_to_one CHECK (VALUE <= 1)",
              "CREATE TABLE staging.shares (p staging.share)",
              "INSERT INTO staging.shares VALUES (0.5)"),
          pgDump(
              "enum and composite type",
              List.of(
                  "type staging.mood", "type staging.pair", "table staging.moods with its rows"),
              "SELECT format('%s %s', m, p) FROM staging.moods",
              "CREATE TYPE staging.mood AS ENUM ('fine', 'it''s')",
              "CREATE TYPE staging.pair AS (a int, b staging.mood)",
              "CREATE TABLE staging.moods (m staging.mood, p staging.pair)",
              "INSERT INTO staging.moods VALUES ('fine', ROW(1, 'it''s'))"),
          pgDump(
              "range type, and what uses it",
              List.of("type staging.span", "table staging.spans with its rows"),
              "SELECT s::text FROM staging.spans",
              "CREATE TYPE staging.span AS RANGE (SUBTYPE = float8)",
              "CREATE TABLE staging.spans (s staging.span)",
              "INSERT INTO staging.spans VALUES ('[1,2)')"),
          pgDump(
              "partitions",
              List.of(
                  "table staging.parted with its rows",
                  "table staging.parted_low with its rows",
                  "table staging.parted_rest with its rows"),
              "SELECT tableoid::regclass || ' ' || x FROM staging.parted ORDER BY x",
              "CREATE TABLE staging.parted (x int PRIMARY KEY) PARTITION BY RANGE (x)",
              "CREATE TABLE staging.parted_low PARTITION OF staging.parted FOR VALUES FROM (0) TO (10)",
              "CREATE TABLE staging.parted_rest PARTITION OF staging.parted DEFAULT",
              "INSERT INTO staging.parted VALUES (1), (11)"),
          pgDump(
              "inheritance",
              List.of("table staging.heir with its rows"),
              "SELECT tableoid::regclass || ' ' || x FROM staging.ancestor ORDER BY x",
              "CREATE TABLE staging.ancestor (x int CHECK (x > 0))",
              "CREATE TABLE staging.heir (y text) INHERITS (staging.ancestor)",
              "INSERT INTO staging.heir VALUES (1, 'y')"),
          back(
              "identity and generated columns",
              "SELECT format('%s %s %s', id, twice, pg_sequence_last_value("
                  + "pg_get_serial_sequence('staging.made', 'id')::regclass)) FROM staging.made ORDER BY id",
              "CREATE TABLE staging.made (id int GENERATED ALWAYS AS IDENTITY (START WITH 5), x int,"
                  + " twice int GENERATED ALWAYS AS (x * 2) STORED)",
              "INSERT INTO staging.made (x) VALUES (1), (2)"),
          back(
              "serial column and free sequence",
              "SELECT format('%s %s', n, (SELECT last_value FROM staging.tickets)) FROM staging.numbered",
              "CREATE SEQUENCE staging.tickets START 100",
              "CREATE TABLE staging.numbered (n serial, t bigint DEFAULT nextval('staging.tickets'))",
              "INSERT INTO staging.numbered DEFAULT VALUES"),
          back(
              "materialised view",
              "SELECT x::text FROM staging.summed",
              "CREATE MATERIALIZED VIEW staging.summed AS SELECT sum(x) AS x FROM staging.made",
              "CREATE UNIQUE INDEX ON staging.summed (x)"),
          back(
              "view on views, with comment",
              "SELECT x::text || obj_description('staging.above'::regclass) FROM staging.above",
              "CREATE VIEW staging.below WITH (security_barrier) AS SELECT x FROM staging.made WHERE x > 1",
              "CREATE VIEW staging.above AS SELECT x FROM staging.below",
              "COMMENT ON VIEW staging.above IS 'above; it''s'"),
          back(
              "function, procedure and trigger",
              "SELECT tgname || tgenabled::text || staging.plus_one(1) FROM pg_trigger WHERE tgname = 'stamp'",
              "CREATE FUNCTION staging.plus_one(x int) RETURNS int LANGUAGE sql AS 'SELECT x + 1'",
              "CREATE PROCEDURE staging.nothing() LANGUAGE plpgsql AS 'BEGIN END'",
              "CREATE FUNCTION staging.stamped() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'",
              "CREATE TRIGGER stamp BEFORE INSERT ON staging.made FOR EACH ROW EXECUTE FUNCTION staging.stamped()",
              "ALTER TABLE staging.made DISABLE TRIGGER stamp"),
          back(
              "partial index",
              "SELECT indexname::text FROM pg_indexes WHERE indexname = 'some_made'",
              "CREATE INDEX some_made ON staging.made (x) WHERE x > 1"),
          pgDump(
              "rule and statistics",
              List.of("rule quiet on staging.numbered", "statistics object staging.together"),
              "SELECT rulename::text FROM pg_rewrite WHERE rulename = 'quiet' UNION ALL"
                  + " SELECT stxname FROM pg_statistic_ext ORDER BY 1",
              "CREATE RULE quiet AS ON DELETE TO staging.numbered DO INSTEAD NOTHING",
              "CREATE STATISTICS staging.together ON id, x FROM staging.made"),
          back(
              "keys between tables",
              "SELECT conname || contype::text FROM pg_constraint WHERE conrelid = 'staging.made_more'::regclass"
                  + " AND contype <> 'n' ORDER BY 1",
              "ALTER TABLE staging.made ADD PRIMARY KEY (id)",
              "CREATE TABLE staging.made_more (id int REFERENCES staging.made ON DELETE CASCADE, r int4range,"
                  + " UNIQUE (id), EXCLUDE USING gist (r WITH &&))"),
          pgDump(
              "aggregate, and what uses it",
              List.of("aggregate staging.total(bigint)", "view staging.totals"),
              "SELECT t::text FROM staging.totals",
              "CREATE AGGREGATE staging.total(bigint) (SFUNC = int8pl, STYPE = bigint, INITCOND = 0)",
              "COMMENT ON AGGREGATE staging.total(bigint) IS 'all of it'",
              "CREATE VIEW staging.totals AS SELECT staging.total(x) AS t FROM staging.made"),
          pgDump(
              "operator",
              List.of("operator staging.<->(integer,integer)"),
              "SELECT count(*) FROM pg_operator WHERE oprname = '<->' AND oprnamespace = to_regnamespace('staging')"
                  + " AND oprleft = 'int'::regtype",
              "CREATE FUNCTION staging.apart(a int, b int) RETURNS int LANGUAGE sql AS 'SELECT abs(a - b)'",
              "CREATE OPERATOR staging.<-> (LEFTARG = int, RIGHTARG = int, FUNCTION = staging.apart)"),
          pgDump(
              "text search configuration",
              List.of("text search configuration staging.plain"),
              "SELECT cfgname::text FROM pg_ts_config WHERE cfgname = 'plain'",
              "CREATE TEXT SEARCH CONFIGURATION staging.plain (COPY = pg_catalog.simple)"),
          never(
              "function in C, with trigger and default",
              List.of(
                  "function staging.sum_in_c(integer,integer)",
                  "function staging.c_stamp()",
                  "trigger c_stamped on staging.kept",
                  "table staging.lost with its rows"),
              "SELECT tgname::text FROM pg_trigger WHERE tgname = 'c_stamped' UNION ALL SELECT x::text FROM staging.lost",
              "CREATE FUNCTION staging.sum_in_c(int, int) RETURNS int LANGUAGE internal AS 'int4pl'",
              "COMMENT ON FUNCTION staging.sum_in_c(int, int) IS 'quick'",
              "CREATE FUNCTION staging.c_stamp() RETURNS trigger LANGUAGE internal AS 'suppress_redundant_updates_trigger'",
              "CREATE TABLE staging.kept (x int)",
              "CREATE TRIGGER c_stamped BEFORE UPDATE ON staging.kept FOR EACH ROW EXECUTE FUNCTION staging.c_stamp()",
              "COMMENT ON TRIGGER c_stamped ON staging.kept IS 'in C'",
              "CREATE TABLE staging.lost (x int DEFAULT staging.sum_in_c(1, 2))",
              "INSERT INTO staging.lost DEFAULT VALUES"),
          back(
              "what such a trigger was on",
              "SELECT 'there' FROM pg_class WHERE oid = to_regclass('staging.kept')"),
          never(
              "leakproof function",
              List.of(
                  "function staging.tight(integer)",
                  "function staging.\"Odd; Type: (f)\"(staging.mood,pg_catalog.text[])"),
              "SELECT staging.tight(1)::text",
              "CREATE FUNCTION staging.\"Odd; Type: (f)\"(m staging.mood, t text[]) RETURNS int LEAKPROOF"
                  + " LANGUAGE sql AS 'SELECT 1'",
              "COMMENT ON FUNCTION staging.\"Odd; Type: (f)\"(staging.mood, text[]) IS 'odd'",
              "CREATE FUNCTION staging.tight(x int) RETURNS int LEAKPROOF LANGUAGE sql AS 'SELECT x'"),
          never(
              "operator class",
              List.of(
                  "operator class staging.ints USING btree",
                  "operator family staging.ints USING btree"),
              "SELECT opcname::text FROM pg_opclass WHERE opcname = 'ints'",
              "CREATE OPERATOR CLASS staging.ints FOR TYPE int USING btree AS OPERATOR 1 <, OPERATOR 2 <=,"
                  + " OPERATOR 3 =, OPERATOR 4 >=, OPERATOR 5 >, FUNCTION 1 btint4cmp(int, int)"),
          never(
              "event trigger",
              List.of("event trigger watched"),
              "SELECT evtname::text FROM pg_event_trigger WHERE evtname = 'watched'",
              "CREATE FUNCTION staging.watch() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN END'",
              "CREATE EVENT TRIGGER watched ON ddl_command_start EXECUTE FUNCTION staging.watch()"),
          pgDump(
              "function of a type",
              List.of("function staging.mood_number(staging.mood)"),
              "SELECT proname::text FROM pg_proc WHERE proname = 'mood_number'",
              "CREATE FUNCTION staging.mood_number(staging.mood) RETURNS int LANGUAGE sql AS 'SELECT 1'"),
          never(
              "cast",
              List.of("cast (staging.mood AS integer)"),
              "SELECT count(*) FROM pg_cast WHERE castsource = 'staging.mood'::regtype",
              "CREATE CAST (staging.mood AS int) WITH FUNCTION staging.mood_number(staging.mood)"),
          never(
              "publication",
              List.of("publication sent"),
              "SELECT pubname::text FROM pg_publication WHERE pubname = 'sent'",
              "CREATE PUBLICATION sent FOR TABLE staging.made"),
          never(
              "foreign table, and what uses it",
              List.of("foreign table staging.far_away", "view staging.near"),
              "SELECT relname::text FROM pg_class WHERE relname IN ('far_away', 'near')",
              "CREATE FOREIGN DATA WRAPPER elsewhere",
              "CREATE SERVER far FOREIGN DATA WRAPPER elsewhere",
              "CREATE FOREIGN TABLE staging.far_away (x int) SERVER far",
              "CREATE VIEW staging.near AS SELECT x FROM staging.far_away"),
          never(
              "large object",
              List.of("large objects"),
              "SELECT count(*) FROM pg_largeobject_metadata",
              "SELECT lo_create(0)"),
          back(
              "odd names and rows",
              "SELECT \"spalte; 'ü'\" FROM staging.\"Odd \"\"name\"\"; DROP 'x'\" ORDER BY 1",
              "CREATE TABLE staging.\"Odd \"\"name\"\"; DROP 'x'\" (\"spalte; 'ü'\" text)",
              "INSERT INTO staging.\"Odd \"\"name\"\"; DROP 'x'\" VALUES (E'a\\tb\\n\\\\.\\n'), ('\\.'), (NULL)"));
}

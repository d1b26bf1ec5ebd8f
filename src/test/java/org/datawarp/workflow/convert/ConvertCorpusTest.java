package org.datawarp.workflow.convert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.datawarp.model.Existing;
import org.datawarp.model.table.CellForm;
import org.datawarp.pipeline.extract.ExtractOptions;
import org.datawarp.pipeline.extract.Extraction;
import org.datawarp.pipeline.extract.Extractor;
import org.datawarp.pipeline.extract.SourceTable;
import org.datawarp.pipeline.workbook.ReadLimits;
import org.datawarp.pipeline.workbook.WorkbookReader;
import org.datawarp.storage.workspace.Workspace;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Converts published files, where they are there, and reads them back with other programs. */
@Tag("slow")
class ConvertCorpusTest {
  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ae-attendances/AE_England_data.xls",
        "ae-attendances/Monthly-AE-April-2025.csv",
        "beds-kh03/Beds-Open-Overnight-Web_File-Q1-2025-26.xlsx",
        "covid/latest_carehome_outbreaks.ods",
        "covid/refreshed_daily_deaths_trust.xlsx",
        "dtoc/Aug_17.xls",
        "estates-backlog/NIbacklogFigures.xlsx",
        "govuk-ods/ras51001.ods",
        "health-ni/ni-omnibus-survey-oct-2016-alcohol-drugs-tabular.xlsx",
        "virtual-wards/Monthly-Virtual-Ward-July2025.xlsx"
      })
  void otherProgramsReadEqualCells(String name) throws Exception {
    Path file = Path.of(System.getProperty("datawarp.corpus", "../shared/corpus"), "nhs", name);
    assumeTrue(Files.exists(file), "the corpus is not here");
    ConvertWorkflow workflow =
        new ConvertWorkflow(
            new Workspace(folder),
            at -> {
              throw new AssertionError("nothing is fetched");
            });
    for (CellForm form : List.of(CellForm.MARKER_COLUMNS, CellForm.AS_WRITTEN)) {
      try (Extraction extraction =
          Extractor.over(new WorkbookReader(ReadLimits.standard(), folder), folder)
              .extract(file, name, ExtractOptions.standard())) {
        List<SourceTable> tables = extraction.separately(form);
        assertThat(tables).isNotEmpty();
        for (FileKind kind : FileKind.values()) {
          ConvertRequest request = new ConvertRequest(file.toString(), null, kind, form);
          Path out = folder.resolve(form + "-" + kind);

          Conversion done = workflow.toFolder(request, out, Existing.KEEP);

          for (int i = 0; i < tables.size(); i++) {
            Conversion.Written written = done.tables().get(i);
            Path target = Path.of(written.file());
            List<List<String>> found =
                switch (kind) {
                  case CSV -> WrittenFiles.csv(target, written.columns());
                  case PARQUET -> WrittenFiles.parquet(target, written.columns());
                  case XLSX -> WrittenFiles.xlsx(target, written.columns());
                };
            assertThat(found).as(target.toString()).isEqualTo(WrittenFiles.wanted(tables.get(i)));
          }
        }
      }
    }
  }
}

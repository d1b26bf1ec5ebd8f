package org.datawarp.pipeline.download;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ContentKindTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "<!DOCTYPE html><html>|HTML",
        "\uFEFF  <HTML lang=en>|HTML",
        "<?xml version='1.0'?><!-- hello --> <!doctype HTML PUBLIC>|HTML",
        "<?xml version='1.0'?><Workbook/>|DATA",
        "{\"type\": \"dataset\"}|JSON",
        "{ }|JSON",
        "[note 1] Title,b|DATA",
        "a,b,c|DATA",
        "PK\u0003\u0004|DATA",
        "``|EMPTY"
      })
  void theBeginningTells(String text, ContentKind kind) {
    assertThat(ContentKind.of(text.getBytes(StandardCharsets.UTF_8))).isEqualTo(kind);
  }

  @Test
  void utf16PagesAreSeen() {
    assertThat(ContentKind.of("\ufeff<html>".getBytes(StandardCharsets.UTF_16LE)))
        .isEqualTo(ContentKind.HTML);
  }

  @Test
  void pagesAreDecodedAsTheySay() {
    assertThat(PageText.decode("é".getBytes(StandardCharsets.UTF_8), (String) null)).isEqualTo("é");
    assertThat(PageText.decode(new byte[] {(byte) 0x80}, (String) null)).isEqualTo("€");
    assertThat(PageText.decode(new byte[] {(byte) 0xe9}, "text/html; charset=iso-8859-1"))
        .isEqualTo("é");
    assertThat(
            PageText.decode(
                "<meta charset='nonsense'>é".getBytes(StandardCharsets.UTF_8), (String) null))
        .endsWith("é");
  }
}

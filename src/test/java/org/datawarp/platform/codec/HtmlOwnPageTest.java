package org.datawarp.platform.codec;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HtmlOwnPageTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "<!doctype html><html><head><meta name=generator content=datawarp> | true",
        "~<!doctype html>\n<html lang=en><head><meta charset=utf-8>\n<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">~ | true",
        "~<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\n<title>Datawarp report</title>\n<style>~ | true",
        "<!doctype html><html lang=en><title>mine</title> | false",
      })
  void pagesOfOursAreKnown(String head, boolean isOwn) {
    assertThat(Html.isOwn(head)).isEqualTo(isOwn);
  }
}

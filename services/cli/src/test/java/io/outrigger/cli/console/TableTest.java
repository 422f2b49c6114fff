package io.outrigger.cli.console;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TableTest {

    @Test
    void columnsAreAsWideAsTheirWidestTextAndNumbersStandToTheRight() {
        assertThat(Table.of("LABEL", "SCORE", "ROWS").row("7", "0.9922", "1,000").row("nine", "0.0049", "3").lines()).containsExactly(
                "LABEL   SCORE   ROWS",
                "7      0.9922  1,000",
                "nine   0.0049      3");
    }

    @Test
    void aHeadingAloneIsALine() {
        assertThat(Table.of("A", "B").lines()).containsExactly("A  B");
    }

    @Test
    void aForeignNameCannotControlTheTerminal() {
        assertThat(Table.of("A").row("x\u001b[2J\ny").lines()).containsExactly("A", "x?[2J?y");
    }
}

package io.outrigger.perf.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import io.outrigger.perf.load.Picture;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RowFormTest {

    @TempDir
    Path folder;

    @ParameterizedTest
    @EnumSource
    void everyLineIsARowOfItsOwn(RowForm form) throws Exception {
        Picture picture = Picture.read(Path.of("../models/sample-classifier/pictures/7-1.png"));
        form.write(folder.resolve("rows.jsonl"), picture, 3);
        assertThat(Files.readAllLines(folder.resolve("rows.jsonl"))).hasSize(3).doesNotHaveDuplicates()
                .allMatch(line -> line.startsWith("{") && line.endsWith("}"));
        assertThat(RowForm.ofName(form.word())).isEqualTo(form);
    }

    @Test
    void aTensorHasAsManyNumbersAsThePictureHasPixels() throws Exception {
        Picture picture = Picture.read(Path.of("../models/sample-classifier/pictures/7-1.png"));
        String input = RowForm.TENSOR.input(picture);
        assertThat(input.substring(input.lastIndexOf('[')).split(",")).hasSize(picture.width() * picture.height());
    }
}

package org.xattnbmd.trainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xattnbmd.trainer.TrainerException.Code;

class SafeFilesTest {

    @TempDir
    Path folder;

    private List<Path> content() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.toList();
        }
    }

    @Test
    void writesWholeFilesAndMakesTheirFolders() {
        Path file = folder.resolve("a/b/note.txt");
        SafeFiles.writeAtomically(file, "grün");
        assertThat(file).hasContent("grün");
        assertThat(file.getParent()).isDirectoryContaining("glob:**/note.txt");
    }

    @Test
    void finishedFilesHaveThePermissionsOfAnyOtherNewFile() throws IOException {
        assumeTrue(Files.getFileStore(folder).supportsFileAttributeView("posix"), "POSIX permissions");
        Path ordinary = Files.createFile(folder.resolve("ordinary"));
        Path written = folder.resolve("written");
        SafeFiles.writeAtomically(written, "x");
        assertThat(Files.getPosixFilePermissions(written)).isEqualTo(Files.getPosixFilePermissions(ordinary));
    }

    @Test
    void failureLeavesTheEarlierFileAndNothingElse() throws IOException {
        Path file = folder.resolve("model");
        SafeFiles.writeAtomically(file, "good");
        assertThatThrownBy(() -> SafeFiles.writeAtomically(file, out -> {
                    out.write(new byte[100_000]);
                    throw new IOException("disk full");
                }))
                .isInstanceOfSatisfying(
                        TrainerException.class, e -> assertThat(e.code()).isEqualTo(Code.OUTPUT))
                .hasMessageContaining("disk full")
                .hasMessageContaining(file.toString());
        assertThatThrownBy(() -> SafeFiles.writeAtomically(file, out -> {
                    out.write(1);
                    throw new IllegalStateException("bug");
                }))
                .isInstanceOf(IllegalStateException.class);
        assertThat(file).hasContent("good");
        assertThat(content()).containsExactly(file);
    }

    @Test
    void refusesAFolderBelowAFileAndATargetThatIsAFolder() throws IOException {
        Path file = Files.createFile(folder.resolve("file"));
        Path full = Files.createDirectories(folder.resolve("full/inside")).getParent();
        for (Path target : List.of(file.resolve("below/model"), full)) {
            assertThatThrownBy(() -> SafeFiles.writeAtomically(target, "x"))
                    .isInstanceOfSatisfying(
                            TrainerException.class, e -> assertThat(e.code()).isEqualTo(Code.OUTPUT));
        }
        assertThat(content()).containsExactlyInAnyOrder(file, full);
    }

    @Test
    void whatAKilledWriterLeftLongAgoIsRemovedAndNothingElse() throws IOException {
        Path file = folder.resolve("last.safetensors");
        Path left = Files.writeString(folder.resolve(".last.safetensors.1234.part"), "half");
        Path atWork = Files.writeString(folder.resolve(".last.safetensors.5678.part"), "half");
        Path others = Files.writeString(folder.resolve(".run.json.1234.part"), "half");
        for (Path old : new Path[] {left, others}) {
            Files.setLastModifiedTime(old, FileTime.fromMillis(1_000_000));
        }

        SafeFiles.writeAtomically(file, "whole");

        assertThat(left).doesNotExist();
        assertThat(atWork).exists();
        assertThat(others).exists();
        assertThat(file).hasContent("whole");
    }
}

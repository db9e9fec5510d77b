package org.penlb.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.penlb.cli.logtools.MergelogsHere;

/**
 * Ours merges what Debian's mergelogs has merged when that was recorded. That it would do the same still shows
 * {@link OracleIT}.
 */
class MergeScenesTest {
    @TempDir
    Path folder;

    @Test
    void lines_are_debians_where_they_are_not_better() throws IOException, InterruptedException {
        String actual = MergeScenes.withOurs(logs -> {
            var mergelogs = new MergelogsHere();
            assertThat(mergelogs.run(logs.write(folder, List.of()).toArray(String[]::new)))
                    .isZero();
            return mergelogs.output().lines().toList();
        });
        assertThat(actual).isEqualTo(MergeScenes.recorded());
    }
}

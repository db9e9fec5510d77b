package org.penlb.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Users as the program {@code id} knows them. */
class AccountTest {
    private static String id(String option, String user) throws IOException {
        Process id = new ProcessBuilder("id", option, user).start();
        return new String(id.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    }

    @ParameterizedTest
    @ValueSource(strings = {"root", "nobody", "daemon"})
    void a_user_is_found_with_its_groups(String user) throws IOException {
        Account account = Account.named(user).orElseThrow();
        assertThat(account.name()).isEqualTo(user);
        assertThat(account.uid()).hasToString(id("-u", user));
        assertThat(account.gid()).hasToString(id("-g", user));
        assertThat(account.groups())
                .isEqualTo(Arrays.stream(id("-G", user).split(" "))
                        .map(Integer::valueOf)
                        .collect(Collectors.toSet()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"no-such-user", "", "ro:ot"})
    void others_are_not_found(String name) throws IOException {
        assertThat(Account.named(name)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "7 7 7 7, 8 8 8 8, 8 9, true",
        "7 7 7 7, 8 8 8 8, 9 8, true",
        "7 7 0 7, 8 8 8 8, 8 9, false",
        "7 7 7 7, 8 8 8 0, 8 9, false",
        "7 7 7 7, 8 8 8 8, 8, false",
        "7 7 7 7, 8 8 8 8, 0 8 9, false"
    })
    void a_thread_is_an_accounts_with_every_id(String users, String groups, String more, boolean expected) {
        String status = String.join(
                "\n",
                List.of(
                        "Name:\tjava",
                        "Uid:\t" + users.replace(' ', '\t'),
                        "Gid:\t" + groups.replace(' ', '\t'),
                        "FDSize:\t64",
                        "Groups:\t" + more + " "));
        assertThat(Threads.has(status, new Account("seven", 7, 8, Set.of(8, 9))))
                .isEqualTo(expected);
    }
}

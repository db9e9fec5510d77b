package org.penlb.config.json;

import java.io.Serial;
import java.util.List;
import java.util.stream.Collectors;
import org.penlb.config.ConfigException;

/** Everything that is wrong with a configuration, at once. The message has a line for each problem. */
public final class ConfigErrors extends ConfigException {
    @Serial
    private static final long serialVersionUID = 1;

    private final transient List<Problem> problems;

    /**
     * @param problems at least one, in the order of the document
     */
    public ConfigErrors(List<Problem> problems) {
        this(problems, false);
    }

    /**
     * @param passing whether all of them {@linkplain #mayPass may pass}
     */
    ConfigErrors(List<Problem> problems, boolean passing) {
        super(problems.stream().map(Problem::toString).collect(Collectors.joining("\n")), passing);
        this.problems = List.copyOf(problems);
    }

    /** What is wrong, in the order of the document. */
    public List<Problem> problems() {
        return problems;
    }
}

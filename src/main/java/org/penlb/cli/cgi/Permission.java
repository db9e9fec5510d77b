package org.penlb.cli.cgi;

/** Who may send commands that change something: {@code PEN_CGI_ALLOW}. */
enum Permission {
    /** Nobody. */
    READ("read"),
    /** Whom the web server knows. */
    AUTHENTICATED("authenticated"),
    /**
     * Whoever reaches the page. By one of its names: to a name of their own, which they have point to this machine, other
     * pages are of the same origin (DNS rebinding).
     */
    ALL("all");

    private final String word;

    Permission(String word) {
        this.word = word;
    }

    /**
     * Refuses who may not change anything.
     *
     * @throws CgiError 403, with what is missing
     */
    void check(CgiRequest request, CgiHosts hosts) throws CgiError {
        switch (this) {
            case READ -> throw refused("PEN_CGI_ALLOW is read");
            case AUTHENTICATED -> {
                if (request.user() == null) {
                    throw refused("the web server has not asked who you are (expected: AUTH_TYPE and REMOTE_USER)");
                }
            }
            case ALL -> {
                if (!hosts.cannotBeRebound(request)) {
                    throw refused("PEN_CGI_ALLOW is all, but PEN_CGI_HOSTS does not name this host");
                }
            }
        }
    }

    private static CgiError refused(String why) {
        return new CgiError(HttpStatus.FORBIDDEN, "Commands that change something are not taken: " + why + ".");
    }

    @Override
    public String toString() {
        return word;
    }
}

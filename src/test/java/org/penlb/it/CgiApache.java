package org.penlb.it;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.penlb.system.Privileges;

/** Apache with the modules that Debian has it load, and mod_cgid. */
final class CgiApache extends CgiSite {
    private static final List<String> MODULES = List.of(
            "mpm_event", "authn_core", "authn_file", "authz_core", "authz_user", "auth_basic", "alias", "env", "cgid");

    CgiApache(Path folder, String control) throws IOException {
        super(folder, control);
    }

    @Override
    String example() throws IOException {
        return Files.readString(HOME.resolve("conf/cgi-apache.conf"));
    }

    @Override
    String variable(String name, String value) {
        return "SetEnv " + name + " " + value;
    }

    @Override
    void launch() throws IOException {
        String location = configuration();
        String open = replaced(location, "/pen/pen", "/open/pen")
                .replace("^/pen/", "^/open/")
                .replaceAll("(?m)^ *(Auth[A-Z]|Require ).*$", "");
        var conf = new StringBuilder();
        for (String module : MODULES) {
            conf.append("LoadModule %1$s_module /usr/lib/apache2/modules/mod_%1$s.so\n".formatted(module));
        }
        if (Privileges.isRoot()) {
            conf.append("User %1$s\nGroup %1$s\n".formatted(user()));
        }
        conf.append("""
                ServerRoot %1$s
                ServerName localhost
                Listen 127.0.0.1:%2$d
                PidFile %1$s/apache.pid
                ErrorLog %1$s/error.log
                ScriptSock %1$s/cgid.sock
                DefaultRuntimeDir %1$s
                <Directory "/">
                    Require all denied
                </Directory>
                <Directory "%1$s/pen/bin">
                    Require all granted
                </Directory>
                """.formatted(folder, port)).append(location).append(open);
        Path file = Files.writeString(folder.resolve("apache.conf"), conf);
        run(Program.find("apache2", "apache2"), "-D", "FOREGROUND", "-f", file.toString());
    }
}

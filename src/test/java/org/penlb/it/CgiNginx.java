package org.penlb.it;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.penlb.system.Privileges;
import org.penlb.testing.Await;

/** nginx, and fcgiwrap behind it. */
final class CgiNginx extends CgiSite {
    CgiNginx(Path folder, String control) throws IOException {
        super(folder, control);
    }

    @Override
    String example() throws IOException {
        return Files.readString(HOME.resolve("conf/cgi-nginx.conf"));
    }

    @Override
    String variable(String name, String value) {
        return "fastcgi_param " + name + " " + value + ";";
    }

    @Override
    void launch() throws IOException {
        Path run = Files.createDirectories(folder.resolve("run"));
        run.toFile().setWritable(true, false);
        Path socket = run.resolve("fcgiwrap.socket");
        runAsUser(Program.find("fcgiwrap", "fcgiwrap"), "-f", "-s", "unix:" + socket);
        String location = replaced(configuration(), "/run/fcgiwrap.socket", socket.toString());
        // The same without a password, and still with a user's name of whatever the request says.
        String open = replaced(replaced(location, "^/pen/", "^/open/"), "auth_basic \"Pen\";", "")
                .replaceAll("auth_basic_user_file .*;", "")
                .replaceAll("fastcgi_param AUTH_TYPE .*;", "");
        Path conf = Files.writeString(folder.resolve("nginx.conf"), """
                %4$s
                daemon off; worker_processes 1; pid %1$s/nginx.pid; error_log %1$s/error.log info;
                events { worker_connections 100; }
                http {
                    access_log off; client_body_temp_path %1$s/body; fastcgi_temp_path %1$s/fastcgi;
                    proxy_temp_path %1$s/proxy; uwsgi_temp_path %1$s/uwsgi; scgi_temp_path %1$s/scgi;
                    server {
                        listen 127.0.0.1:%2$d;
                        %3$s
                        %5$s
                    }
                }
                """.formatted(
                        folder, port, location, Privileges.isRoot() ? "user " + user() + ";" : "", open));
        Await.until("fcgiwrap listens", () -> Files.exists(socket));
        socket.toFile().setWritable(true, false);
        run(
                Program.find("nginx", "nginx"),
                "-c",
                conf.toString(),
                "-e",
                folder.resolve("error.log").toString());
    }
}

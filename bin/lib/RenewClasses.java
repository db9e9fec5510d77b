import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassFile.ClassHierarchyResolverOption;
import java.lang.classfile.ClassFile.StackMapsOption;
import java.lang.classfile.ClassFileVersion;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassModel;
import java.lang.classfile.ClassTransform;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * Brings the classes of a jar that were compiled for a Java before 6 (picocli's are, for Java 5) into a newer format: the
 * same code, with the stack maps that a fast verifier needs. The JVM's AOT cache takes no class without them, and loading and
 * verifying those of picocli one by one is half of a start.
 *
 * <p>{@code java RenewClasses.java JAR}
 */
class RenewClasses {
    /** Java 6: the first format with stack maps. */
    private static final int FIRST_WITH_STACK_MAPS = 50;
    /** Java 8: the first whose stack maps the JVM insists on, so that a bad one would be noticed. */
    private static final int RENEWED = 52;

    public static void main(String[] arguments) throws IOException {
        Path jar = Path.of(arguments[0]);
        try (var classPath = new URLClassLoader(new URL[] {jar.toUri().toURL()}, null);
                FileSystem zip = FileSystems.newFileSystem(jar)) {
            ClassHierarchyResolver hierarchy = ClassHierarchyResolver.ofResourceParsing(classPath)
                    .orElse(ClassHierarchyResolver.ofResourceParsing(ClassLoader.getPlatformClassLoader()))
                    .orElse(ClassHierarchyResolver.defaultResolver())
                    .cached();
            ClassFile format =
                    ClassFile.of(StackMapsOption.GENERATE_STACK_MAPS, ClassHierarchyResolverOption.of(hierarchy));
            for (Path file : classes(zip.getPath("/"))) {
                renew(format, file);
            }
        }
    }

    private static List<Path> classes(Path root) throws IOException {
        try (Stream<Path> files = Files.walk(root)) {
            return files.filter(file -> file.toString().endsWith(".class")).toList();
        }
    }

    private static void renew(ClassFile format, Path file) throws IOException {
        ClassModel old = format.parse(Files.readAllBytes(file));
        if (old.majorVersion() < FIRST_WITH_STACK_MAPS) {
            // Method bodies are taken apart and put together again: untouched ones would be copied, without stack maps.
            ClassTransform renewed = ClassTransform.transformingMethodBodies((code, element) -> code.with(element))
                    .andThen(ClassTransform.dropping(element -> element instanceof ClassFileVersion))
                    .andThen(ClassTransform.endHandler(builder -> builder.withVersion(RENEWED, 0)));
            Files.write(file, format.transformClass(old, renewed));
        }
    }
}

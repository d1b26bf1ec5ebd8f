@echo off
rem Runs datawarp.jar, which lies beside this file. It needs Java 17 or newer: %JAVA_HOME%, else java on the PATH.
setlocal
set "java=java"
if defined JAVA_HOME set "java=%JAVA_HOME%\bin\java"
"%java%" -XX:+UseSerialGC -XX:-UsePerfData %DATAWARP_JAVA_OPTIONS% --enable-native-access=ALL-UNNAMED -jar "%~dp0datawarp.jar" %*
exit /b %ERRORLEVEL%

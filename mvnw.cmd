@echo off
rem Runs Maven: an installed one, 3.8 or newer, else the distribution named in .mvn\maven.properties,
rem fetched once from the Apache distribution archive and checked against its SHA-512.
setlocal
where mvn >nul 2>nul || goto fetched
for /f "tokens=3" %%v in ('mvn -v 2^>nul ^| findstr /b /c:"Apache Maven"') do set "found=%%v"
for /f "tokens=1,2 delims=." %%a in ("%found%") do (
  if %%a GTR 3 goto installed
  if %%a EQU 3 if %%b GEQ 8 goto installed
)
goto fetched
:installed
call mvn %*
exit /b %ERRORLEVEL%
:fetched
for /f "usebackq tokens=1,* delims==" %%k in ("%~dp0.mvn\maven.properties") do set "maven_%%k=%%l"
set "maven_home=%LOCALAPPDATA%\datawarp\maven\apache-maven-%maven_version%"
if exist "%maven_home%\bin\mvn.cmd" goto run
echo mvnw: no Maven 3.8 or newer is installed; fetching %maven_url% 1>&2
powershell -NoProfile -ExecutionPolicy Bypass -Command ^
  "$ErrorActionPreference = 'Stop';" ^
  "$work = Join-Path ([IO.Path]::GetTempPath()) ([Guid]::NewGuid());" ^
  "New-Item -ItemType Directory $work | Out-Null;" ^
  "try {" ^
  "  $file = Join-Path $work 'maven.tar.gz';" ^
  "  Invoke-WebRequest -UseBasicParsing $env:maven_url -OutFile $file;" ^
  "  $actual = (Get-FileHash $file -Algorithm SHA512).Hash.ToLower();" ^
  "  if ($actual -ne $env:maven_sha512) { throw ('its SHA-512 is ' + $actual + ', not ' + $env:maven_sha512) }" ^
  "  tar -xzf $file -C $work;" ^
  "  $parent = Split-Path $env:maven_home;" ^
  "  New-Item -ItemType Directory -Force $parent | Out-Null;" ^
  "  Move-Item (Join-Path $work ('apache-maven-' + $env:maven_version)) $env:maven_home" ^
  "} finally { Remove-Item -Recurse -Force $work }"
if errorlevel 1 exit /b 1
:run
call "%maven_home%\bin\mvn.cmd" %*
exit /b %ERRORLEVEL%
